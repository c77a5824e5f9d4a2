define(function (require) {
  'use strict';

  var fileUtil = require('FileUtil');
  var folderUtil = require('FolderUtil');
  var resourceLocatorUtil = require('ResourceLocatorUtil');
  var propertyUtil = require('PropertyUtil');
  var logUtil = require('LogUtil');
  var TOP = 'journals';

  function folder(parent, name) {
    return parent.hasNode(name) ? parent.getNode(name) : folderUtil.createFolder(parent, name);
  }

  function top() {
    return folder(resourceLocatorUtil.getLocalFileRepository(), TOP);
  }

  function each(nodes, callback) {
    while (nodes.hasNext()) {
      callback(nodes.next());
    }
  }

  return {
    /** Adds a line to the file of a channel and a month. */
    add: function (channel, month, line) {
      var parent = folder(top(), channel);
      var name = month + '.log';
      var text = line + '\n';
      if (!parent.hasNode(name)) {
        logUtil.info('a new journal: ' + channel + '/' + name);
        return fileUtil.createFileFromBase64(parent, name, require('buffer').Buffer.from(text, 'utf8').toString('base64'));
      }
      var node = parent.getNode(name);
      fileUtil.updateContent(node, fileUtil.getContentAsString(node) + text);
      return node;
    },

    read: function (identifier) {
      var node = resourceLocatorUtil.getNodeByIdentifier(identifier);
      return node === null ? null : { name: propertyUtil.getString(node, 'displayName', '?'), lines: fileUtil.getContentAsString(node).split('\n').slice(0, -1) };
    },

    list: function () {
      var all = [];
      each(top().nodes, function (channel) {
        each(channel.getNodes('*.log'), function (file) {
          all.push({ channel: channel.name, file: file.name, id: file.identifier, size: propertyUtil.getInt(file, 'length') });
        });
      });
      return all;
    },

    keep: function (channel, upload) {
      return fileUtil.createFileFromTemporary(folder(top(), channel), upload);
    },

    remove: function (channel) {
      var all = top();
      if (!all.hasNode(channel)) {
        return false;
      }
      all.getNode(channel).remove();
      return true;
    },

    node: function (identifier) {
      return resourceLocatorUtil.getNodeByIdentifier(identifier);
    },
  };
});
