(function () {
  'use strict';

  var router = require('router');
  var privileged = require('privileged');
  var mailUtil = require('MailUtil');
  var logUtil = require('LogUtil');
  var store = require('/module/store');
  var dates = require('/module/dates');
  var CHANNEL = /^[a-z][a-z0-9-]{0,30}$/;

  /** Files belong to the site: whoever writes acts for it. */
  function acting(action) {
    return privileged.doPrivilegedAction(action);
  }

  function refuse(res, status, message) {
    res.status(status).json({ error: message });
  }

  router.use(function (req, res, next) {
    res.set('Cache-Control', 'no-store');
    next();
  });

  router.get('/', function (req, res) {
    res.json(acting(store.list));
  });

  router.post('/:channel', function (req, res) {
    var channel = req.params.channel;
    var text = req.params.text;
    if (!CHANNEL.test(channel)) {
      return refuse(res, 400, 'channel: small letters, digits and dashes');
    }
    if (typeof text !== 'string' || text.trim() === '') {
      return refuse(res, 400, 'text: missing');
    }
    var at = req.params.at ? new Date(req.params.at) : new Date();
    try {
      var node = acting(function () {
        return store.add(channel, dates.month(at), dates.stamp(at) + ' ' + text.replace(/\s+/g, ' '));
      });
      res.status(201).json({ id: node.getIdentifier(), path: node.path });
    } catch (e) {
      logUtil.error('the journal ' + channel + ' cannot be written', e);
      refuse(res, e.code === 'quota' ? 507 : 500, String(e.code));
    }
  });

  router.get('/lines', function (req, res) {
    var found = acting(function () {
      return store.read(req.params.id);
    });
    if (found === null) {
      return refuse(res, 404, 'no such journal');
    }
    res.json(found);
  });

  router.post('/:channel/attachment', function (req, res) {
    var file = req.file('file');
    if (!file) {
      return refuse(res, 400, 'file: missing');
    }
    var node = acting(function () {
      return store.keep(req.params.channel, file);
    });
    res.status(201).json({ name: node.name, id: node.identifier });
  });

  router.post('/:channel/mail', function (req, res) {
    var to = req.params.to;
    if (!mailUtil.isValidAddress(to)) {
      return refuse(res, 400, 'to: no address');
    }
    var node = acting(function () {
      return store.node(req.params.id);
    });
    if (node === null) {
      return refuse(res, 404, 'no such journal');
    }
    var builder = mailUtil.mailBuilder;
    var mail = builder.setSubject('Journal ' + req.params.channel).setTextMessage('The journal is attached.').addRecipient(to).addAttachment(node).build();
    res.json({ sent: mail.send() });
  });

  router.delete('/:channel', function (req, res) {
    var gone = acting(function () {
      return store.remove(req.params.channel);
    });
    res.status(gone ? 204 : 404);
  });
})();
