(function () {
  'use strict';

  var router = require('router');
  var storage = require('storage');
  var appData = require('appData');
  var events = require('events');
  var i18n = require('i18n');
  var logUtil = require('LogUtil');
  var mailUtil = require('MailUtil');
  var endecUtil = require('EndecUtil');
  var timestampUtil = require('TimestampUtil');
  var validate = require('/module/validate');

  var feedback = storage.getCollectionDataStore('feedback');
  var counters = storage.getKeyValueDataStore('counters');

  var RECIPIENT = appData.get('recipient');
  var AREAS = appData.getArray('areas');
  var MOST = appData.getNumber('most');

  function count(name) {
    var all;
    try {
      all = counters.get(name);
    } catch (error) {
      if (error.type !== 'item_not_found') {
        throw error;
      }
      all = { value: 0 };
    }
    return counters.put(name, { value: all.value + 1 }).value;
  }

  function shown(item) {
    return { case: item.number, area: item.area, text: item.text, state: item.state };
  }

  function find(req, res) {
    var found = feedback.find('ds.double.number:[' + parseInt(req.params.number, 10) + ' TO ' + parseInt(req.params.number, 10) + ']', 1).toArray();
    if (found.length === 0) {
      res.status(404).json({ error: 'no case ' + req.params.number });
      return undefined;
    }
    return found[0];
  }

  router.use(function (req, res, next) {
    res.set('Cache-Control', 'no-store');
    next();
  });

  // Only who knows the word may close cases.
  router.use(function (req, res, next) {
    if (req.method === 'DELETE' && req.header('x-desk') !== 'open sesame') {
      return res.status(403).json({ error: 'not yours' });
    }
    return next();
  });

  router.get('/areas', function (req, res) {
    res.json({ areas: AREAS, recipient: RECIPIENT });
  });

  router.post('/cases', function (req, res) {
    var problems = validate.problems(req.params, AREAS);
    if (problems.length > 0) {
      return res.status(400).json({ errors: problems });
    }
    if (feedback.find('ds.analyzed.state:open', MOST + 1).length() >= MOST) {
      return res.status(409).json({ errors: [i18n.get('full', MOST)] });
    }
    var number = count('case');
    var item = feedback.add({
      number: number,
      area: req.params.area,
      text: endecUtil.escapeXML(validate.trimmed(req.params.text)),
      state: 'open',
      day: timestampUtil.format(0, 'yyyy-MM-dd')
    });
    feedback.instantIndex(item.dsid);
    events.emit('feedback:created', { number: number, area: item.area });
    var sent = mailUtil.getMailBuilder()
      .setSubject('Case ' + number)
      .setHtmlMessage('<p>' + item.text + '</p>')
      .addRecipient(RECIPIENT)
      .build()
      .send();
    logUtil.info('case ' + number + (sent ? '' : ', not mailed'));
    return res.status(201).json({ message: i18n.get('thanks', req.params.name || 'x', number), mailed: sent, day: item.day });
  });

  router.get('/cases/:number', function (req, res) {
    var item = find(req, res);
    return item && res.json(shown(item));
  });

  router.delete('/cases/:number', function (req, res) {
    var item = find(req, res);
    if (item) {
      feedback.set(item.dsid, { state: 'closed' });
      feedback.instantIndex(item.dsid);
      res.json(shown(feedback.get(item.dsid)));
    }
  });

  router.get('/heard', function (req, res) {
    try {
      res.json(counters.get('heard'));
    } catch (error) {
      res.status(404).json({ error: error.type });
    }
  });

  events.on('feedback', function (options) {
    counters.put('heard', { area: options.area, event: options.event, emitter: options.emitter });
  });
}());
