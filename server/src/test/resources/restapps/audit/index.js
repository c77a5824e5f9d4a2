(function() {
   'use strict';

   var
      router        = require('router'),
      events        = require('events'),
      appData       = require('appData'),
      appInfo       = require('appInfo'),
      logUtil       = require('LogUtil'),
      privileged    = require('privileged'),
      FileLogger    = require('/module/files/FileLogger'),
      levels        = require('/module/levels.js');

   var loggers = {};

   function getLogger(subject) {
      if (!loggers.hasOwnProperty(subject)) {
         loggers[subject] = new FileLogger(subject);
      }
      return loggers[subject];
   }

   function isKnown(subject) {
      return appData.getArray('subjects').indexOf(subject) !== -1;
   }

   router.use(function(req, res, next) {
      var subject = req.params.subject;
      if (subject && !isKnown(subject)) {
         res.status(404).json({ message: 'Unknown subject: ' + subject });
         return;
      }
      next();
   });

   router.get('/', function(req, res) {
      var out = { version: appInfo.appVersion, privileged: privileged.isConfigured(), files: {} };
      appData.getArray('subjects').forEach(function(subject) {
         out.files[subject] = getLogger(subject).list();
      });
      res.json(out);
   });

   router.post('/:subject/:level', function(req, res) {
      var level = req.params.level,
          message = req.params.message;

      if (levels.names.indexOf(level) < 0) {
         res.status(400);
         res.json({ message: 'Unknown level', levels: levels.names });
         return;
      }
      if (Array.isArray(message)) {
         message = message.join('; ');
      }
      res.json({ written: getLogger(req.params.subject)[level](message) });
   });

   router.get('/:subject/:number', function(req, res) {
      var text = getLogger(req.params.subject).read(parseInt(req.params.number, 10));
      if (text === null) {
         res.status(404).send('');
      } else {
         res.type('text/plain').send(text);
      }
   });

   events.on('sv:every-day', function(options) {
      var keep = appData.getNumber('keep'), removed = 0;
      appData.getArray('subjects').forEach(function(subject) {
         removed += getLogger(subject).clean(keep);
      });
      getLogger('import').info('cleaned by ' + options.emitter);
      logUtil.info('removed ' + removed + ' old logs');
   });
})();
