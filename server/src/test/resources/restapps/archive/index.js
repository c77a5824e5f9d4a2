// An archive of documents: what its shelves are the operator says, and each document that comes is told to a librarian and to its owner.
(function () {
  'use strict';

  var router = require('router'),
    appData = require('appData'),
    privileged = require('privileged'),
    fileUtil = require('FileUtil'),
    folderUtil = require('FolderUtil'),
    nodeTreeUtil = require('NodeTreeUtil'),
    nodeTypeUtil = require('NodeTypeUtil'),
    instanceTypeUtil = require('InstanceTypeUtil'),
    properties = require('Properties'),
    resourceLocatorUtil = require('ResourceLocatorUtil'),
    roleUtil = require('RoleUtil'),
    utils = require('Utils'),
    shelves = appData.getNode('shelves'),
    mail = require('MailBuilder').setSubject('A document came').addRecipient(appData.get('librarian'));

  function shelf(name) {
    return nodeTreeUtil.getNode(shelves, name) || folderUtil.createFolder(shelves, name);
  }

  function told(node, owner) {
    mail.setTextMessage(properties.get(node, 'displayName'));
    if (owner) {
      mail.addCopyRecipient(owner);
    }
    return mail.build().send();
  }

  function shown(node) {
    var shownNode = properties.get(node, 'displayName', 'mimeType', 'length', 'URL');
    shownNode.id = properties.get(node);
    shownNode.file = nodeTypeUtil.isFile(node);
    return shownNode;
  }

  router.post('/shelves/:shelf/documents', function (req, res) {
    privileged.doPrivilegedAction(function () {
      var file = req.file('file'),
        parent = shelf(req.params.shelf),
        name = file ? properties.get(file, 'fileName') : req.params.name,
        before = nodeTreeUtil.getNode(parent, name),
        node = before;

      try {
        if (before && file) {
          fileUtil.updateBinaryContentFromTemporary(before, file);
        } else if (before) {
          fileUtil.updateBinaryContent(before, req.params.url);
        } else {
          node = file ? fileUtil.createFileFromTemporary(parent, file) : fileUtil.createFile(parent, name, req.params.url);
        }
      } catch (e) {
        res.status(502).json({ error: String(e.message).replace(/:\d+/, '') });
        return;
      }
      res.status(before ? 200 : 201).json({ document: shown(node), told: told(node, req.params.owner) });
    });
  });

  router.get('/shelves/:shelf', function (req, res) {
    var found = nodeTreeUtil.getNode(shelves, req.params.shelf);
    if (!found) {
      res.status(404).json({ error: 'no such shelf' });
      return;
    }
    res.json({ names: properties.getArray(found.getNodes(), 'displayName'), inside: nodeTreeUtil.isDescendantOf(found, shelves), type: properties.get(found, 'jcr:primaryType') });
  });

  router.get('/document', function (req, res) {
    var node = resourceLocatorUtil.getNodeByIdentifier(req.params.id);
    if (!instanceTypeUtil.isNode(node) || !nodeTypeUtil.isTypeOf(node, nodeTypeUtil.FILE_TYPE, nodeTypeUtil.TEMPORARY_FILE_TYPE)) {
      res.status(404).json({ error: 'no such document' });
      return;
    }
    res.json({ name: properties.get(req.params.id, 'displayName'), content: fileUtil.getContentAsString(node), same: utils.getPropertyUtil().getString(node, 'fileName') === node.name });
  });

  router.delete('/shelves/:shelf', function (req, res) {
    var matcher = roleUtil.getRoleMatcherBuilder().setUser(null).addRole(roleUtil.getRoleByName('Archivist')).build();
    if (!matcher.matchesAny(appData.getNode('page')) && req.header('x-key') !== 'archivist') {
      return res.status(403);
    }
    shelf(req.params.shelf).remove();
    res.status(204);
  });
})();
