var router = require('router');
var requester = require('JsonRequester');
var plain = require('Requester');
var storage = require('storage');
var events = require('events');
var appData = require('appData');
var cache = require('cache').getCache();
var logUtil = require('LogUtil');

// Read once: a changed value evaluates this anew.
var SERVICE = appData.get('service');
var tokens = storage.getKeyValueDataStore('tokens');

/** Asks for a new token and keeps it. */
function refresh() {
  var token;
  requester
    .post(SERVICE + '/token', { data: { grant: 'client', scope: 'read' }, username: appData.get('user'), password: appData.get('password'), preemptiveAuthentication: true })
    .done(function (result, statusCode, headers) {
      token = tokens.put('current', { value: result.token, type: headers['content-type'] || null, status: statusCode }).value;
    })
    .fail(function (message, details) {
      logUtil.error('no token: ' + details.statusCode + ' ' + message);
    });
  return token;
}

function current() {
  try {
    return tokens.get('current').value;
  } catch (error) {
    return refresh();
  }
}

/** The answer of the service to one of its paths; asks for a token once more where it is old. */
function asked(path, options, again) {
  var given = {};
  requester
    .get(SERVICE + path, { headers: { Authorization: 'Bearer ' + current() }, data: options, timeout: 2000, retry: true, retryCount: 3 })
    .done(function (result, statusCode) {
      given = { status: statusCode, result: result };
    })
    .fail(function (message, details) {
      if (details.statusCode === 401 && again) {
        refresh();
        given = asked(path, options, false);
      } else {
        given = { status: details.statusCode, failed: details.statusMessage, body: details.body };
      }
    });
  return given;
}

router.get('/items', function (req, res) {
  var given = asked('/items', { q: req.params.q, page: req.params.page || 1 }, true);
  res.json(given);
});

router.get('/kept', function (req, res) {
  var made = false;
  var count = cache.get('count', 60, function () {
    made = true;
    return asked('/count', {}, true).result.count;
  });
  res.json({ count: count, made: made });
});

router.get('/busy', function (req, res) {
  res.json(asked('/busy', {}, true));
});

router.get('/moved', function (req, res) {
  res.json(asked('/moved', {}, true));
});

router.get('/slow', function (req, res) {
  var given = {};
  plain.get(SERVICE + '/slow', { timeout: 200 }).fail(function (message, details) {
    given = { status: details.statusCode };
  });
  res.status(504).json(given);
});

router.get('/page', function (req, res) {
  var given;
  plain.get(SERVICE + '/page', { dataType: 'text' }).done(function (text) {
    given = text;
  });
  res.type('text/html').send(given);
});

router.get('/wrong', function (req, res) {
  var chain = [];
  requester
    .get(SERVICE + '/page')
    .done(function () {
      chain.push('done');
    })
    .fail(function () {
      chain.push('fail');
    })
    .get(SERVICE + '/items', { headers: { Authorization: 'Bearer ' + current() }, data: { q: 'after', page: 1 } })
    .done(function (result) {
      chain.push(result.q);
    });
  res.json(chain);
});

router.post('/items', function (req, res) {
  requester
    .post(SERVICE + '/items', { contentType: 'application/json', data: { name: req.params.name, tags: ['a', 'b'] }, headers: { Authorization: 'Bearer ' + current() } })
    .done(function (result, statusCode) {
      res.status(statusCode).json(result);
    })
    .fail(function (message, details) {
      res.status(502).json({ upstream: details.statusCode, body: details.body });
    });
});

events.on('sv:every-hour', function () {
  refresh();
});
