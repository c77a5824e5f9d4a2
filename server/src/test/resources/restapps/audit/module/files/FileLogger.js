define(function(require) {
   'use strict';

   var
      privileged           = require('privileged'),
      appData              = require('appData'),
      fileUtil             = require('FileUtil'),
      folderUtil           = require('FolderUtil'),
      resourceLocatorUtil  = require('ResourceLocatorUtil'),
      endecUtil            = require('EndecUtil'),
      logUtil              = require('LogUtil'),
      levels               = require('/module/levels'),
      names                = require('./names.js');

   var FOLDER = 'audit-logs';

   /* The folder that the editor has selected, else one of the site's files. */
   function getFolder() {
      var selected = appData.getNode('logFolder'),
          parent;

      if (selected) {
         return selected;
      }
      parent = resourceLocatorUtil.getLocalFileRepository();
      return parent.hasNode(FOLDER) ? parent.getNode(FOLDER) : folderUtil.createFolder(parent, FOLDER);
   }

   function getFiles(folder, subject) {
      var nodes = folder.getNodes(),
          files = [],
          node;

      while (nodes.hasNext()) {
         node = nodes.next();
         if (node.isNodeType('sv:file') && names.belongsTo(node.getName(), subject)) {
            files.push(node);
         }
      }
      return files.sort(function(a, b) {
         return names.number(a.getName()) - names.number(b.getName());
      });
   }

   /* The newest gets the number 1, the others one more. */
   function rotate(folder, subject) {
      getFiles(folder, subject).reverse().forEach(function(file) {
         fileUtil.renameFile(file, names.of(subject, names.number(file.getName()) + 1));
      });
   }

   function write(folder, subject, line) {
      var name = names.of(subject, 0),
          file, text;

      if (folder.hasNode(name)) {
         file = folder.getNode(name);
         text = fileUtil.getContentAsString(file);
         if (text.length + line.length > Number(appData.get('maxSize'))) {
            rotate(folder, subject);
            file = undefined;
         }
      }
      if (file) {
         fileUtil.updateBinaryContentFromBase64(file, endecUtil.base64encode(text + line));
      } else {
         fileUtil.createFileFromBase64(folder, name, endecUtil.base64encode(line));
      }
   }

   function FileLogger(subject) {
      this.subject = subject;
   }

   levels.names.forEach(function(level) {
      FileLogger.prototype[level] = function(message) {
         var subject = this.subject;
         if (!levels.isEnabled(level)) {
            return false;
         }
         privileged.doPrivilegedAction(function() {
            try {
               write(getFolder(), subject, level.toUpperCase() + ' ' + message + '\n');
            } catch (e) {
               logUtil.error('Could not write to the log of ' + subject, e);
               throw e;
            }
         });
         return true;
      };
   });

   FileLogger.prototype.read = function(number) {
      var name = names.of(this.subject, number || 0),
          content = null;

      privileged.doPrivilegedAction(function() {
         var folder = getFolder();
         if (folder.hasNode(name)) {
            content = fileUtil.getContentAsString(folder.getNode(name), 'UTF-8');
         }
      });
      return content;
   };

   FileLogger.prototype.list = function() {
      var subject = this.subject, all = [];
      privileged.doPrivilegedAction(function() {
         all = getFiles(getFolder(), subject).map(function(file) {
            return '' + file.name;
         });
      });
      return all;
   };

   /* Removes all but the newest. */
   FileLogger.prototype.clean = function(keep) {
      var subject = this.subject, removed = 0;
      privileged.doPrivilegedAction(function() {
         getFiles(getFolder(), subject).slice(keep + 1).forEach(function(file) {
            file.remove();
            removed += 1;
         });
      });
      return removed;
   };

   return FileLogger;
});
