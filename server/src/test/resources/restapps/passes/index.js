(function () {
  'use strict';

  var router = require('router'),
      i18n = require('i18n'),
      appData = require('appData'),
      dateUtil = require('DateUtil'),
      timestampUtil = require('TimestampUtil'),
      localeUtil = require('LocaleUtil'),
      endecUtil = require('EndecUtil'),
      queryStringUtil = require('QueryStringUtil'),
      portletContextUtil = require('PortletContextUtil'),
      logUtil = require('LogUtil'),
      tokens = require('/module/tokens'),
      doors = require('/module/doors');

  var DAY = 24 * 60 * 60;

  function bearer(req) {
    var header = req.header('Authorization');
    return header === null ? null : header.replace(/^Bearer /, '');
  }

  // What needs a pass stands below /with.
  router.use(function (req, res, next) {
    if (req.path.indexOf('/with') < 0) {
      return next();
    }
    try {
      req.pass = tokens.check(bearer(req)).payload;
    } catch (e) {
      logUtil.warn('no pass: ' + e.message);
      return res.status(401).set('WWW-Authenticate', 'Bearer').json({ message: i18n.get('refused', req.params.door || '-') });
    }
    next();
  });

  router.post('/passes', function (req, res) {
    var days = parseInt(req.params.days || appData.get('days'), 10),
        token = tokens.create(req.params.holder, [].concat(req.params.roles || []), days * DAY),
        last = timestampUtil.toCalendar(1767225600000);
    last.add(5, days);
    res.status(201).json({
      token: token,
      algorithm: tokens.algorithm(token),
      text: i18n.get('passFor', req.params.holder, dateUtil.getCalendarAsString('d MMMM yyyy', last)),
      forged: tokens.forged(token, function (payload) { payload.roles = ['staff']; }),
      unsigned: tokens.unsigned(token)
    });
  });

  router.get('/with/doors/:door', function (req, res) {
    var door = doors.all().filter(function (each) { return each.id === req.params.door; })[0];
    if (!door) {
      return res.status(404).json({ message: i18n.get('unknownDoor', req.params.door) });
    }
    var open = door.roles.some(function (role) { return req.pass.roles.indexOf(role) >= 0; });
    res.json({ open: open, holder: req.pass.sub, issued: typeof req.pass.iat });
  });

  router.get('/doors', function (req, res) {
    res.json(doors.all());
  });

  router.post('/doors', function (req, res) {
    try {
      res.json(doors.all(req.file('file') || req.params.xml));
    } catch (e) {
      res.status(422).json({ message: 'no XML' });
    }
  });

  router.get('/dates', function (req, res) {
    var date = dateUtil.parseDate('2026-07-01 12:00', 'yyyy-MM-dd HH:mm'),
        calendar = dateUtil.toCalendar(date),
        english = localeUtil.getLocaleByString('en_GB'),
        swedish = localeUtil.getLocaleByString('sv-SE');
    calendar.add(2, 1);
    res.json({
      iso: dateUtil.getDateAsISO8601String(date).slice(0, 16),
      english: dateUtil.getDateAsString('EEEE d MMMM yyyy', date, english),
      swedish: dateUtil.getDateAsString('EEEE d MMMM yyyy', date, swedish),
      asked: timestampUtil.format(timestampUtil.fromDate(date), 'MMMM'),
      later: [calendar.get(1), calendar.get(2), calendar.get(5)],
      calendar: (timestampUtil.fromCalendar(calendar) - date.getTime()) / 86400000,
      back: dateUtil.toDate(calendar).getTime() - timestampUtil.fromCalendar(calendar),
      prefix: dateUtil.getDateAsString('HH:mm', dateUtil.parseDate('2026-7-1 00:00 and more', 'yyyy-MM-dd HH:mm')),
      no: dateUtil.parseDate('no date', 'yyyy-MM-dd'),
      negative: timestampUtil.format(-1, 'yyyy'),
      wrong: timestampUtil.format(5, 'bogus'),
      none: [dateUtil.getDateAsISO8601String(null), timestampUtil.toDate(-1), timestampUtil.fromDate(null)],
      now: /^\d{4}-\d\d-\d\dT\d\d$/.test(timestampUtil.formatCurrent("yyyy-MM-dd'T'HH"))
    });
  });

  router.get('/languages', function (req, res) {
    var current = portletContextUtil.getCurrentLocale(),
        german = localeUtil.getLocaleByString('de'),
        swedish = localeUtil.getLocaleByString('sv_SE'),
        all = localeUtil.getAvailableLocales();
    res.json({
      current: current.getLanguage(),
      native: [localeUtil.getNativeLanguageName(swedish), localeUtil.getNativeLanguageName(german), localeUtil.getNativeLanguageNameByString('sv')],
      localized: [localeUtil.getLocalizedLanguageName(german, swedish), localeUtil.getLocalizedLanguageNameByString('sv_SE', localeUtil.getLocaleByString('en'))],
      tags: [localeUtil.getLanguageTag(swedish), '' + swedish, localeUtil.getLanguageTag(localeUtil.resolveCountryLocale(localeUtil.getLocaleByString('da')))],
      rtl: [localeUtil.isRTL(localeUtil.getLocaleByString('ar')), localeUtil.isRTL(swedish)],
      none: [localeUtil.getLocaleByString('xx-klingon'), localeUtil.getLocaleByString(null)],
      many: all.size() > 100 && all.get(0) !== undefined,
      texts: [i18n.get('onlyEnglish'), i18n.forLocale('sv').get('refused', 1), i18n.get('missing.key')]
    });
  });

  router.get('/texts', function (req, res) {
    res.json({
      xml: endecUtil.escapeXML('One <br /> & two'),
      unXml: endecUtil.unEscapeXML('&quot;Hej &aring; h&#229;&quot; &copy; s&#xE4;gs'),
      unHtml: endecUtil.unEscapeHTML4('&quot;Hej &aring; h&#229;&quot; &copy; s&#xE4;gs'),
      url: endecUtil.encodeURL('å b&c=d/e'),
      unUrl: endecUtil.decodeURL('%C3%A5+b%26c'),
      br: endecUtil.br('Line 1\nLine 2'),
      base: endecUtil.getBaseSubstitute('xml ëBå_$-1205'),
      base64: [endecUtil.base64encode('Åsa'), endecUtil.base64decode('w4VzYQ=='), endecUtil.base64decodeToBytes('w4VzYQ=='), endecUtil.base64encodeToString([-61, -123, 115, 97])],
      identifiers: [endecUtil.escapeIdentifier('pcx', '1.23.45'), endecUtil.unEscapeIdentifier('pcx', 'pcx1_23_45'), endecUtil.unEscapeIdentifier('bad', 'pcx1_23')],
      digests: [tokens.digest('SHA256', 'Ada').hex, tokens.digest('MD5', 'Åsa').hex, tokens.digest('SHA1', 'Åsa')]
    });
  });

  router.get('/queries', function (req, res) {
    res.json({
      any: [queryStringUtil.stripTrailingAnyChars('when is halloween??'), queryStringUtil.MATCH_ALL_QUERY],
      local: [queryStringUtil.stripLocalParams('{!whatever}foo'), queryStringUtil.stripLocalParams(' {! whatever }baz'), queryStringUtil.stripLocalParams('{!whatever')],
      removed: [queryStringUtil.removeQuerySyntaxChars('(Site?vision: *Enterprise) !?'), queryStringUtil.removeQuerySyntaxChars('Anna-Karin?', true), queryStringUtil.removeQuerySyntaxChars('Anna-Karin?')],
      smart: [' ', 'Car', 'Car*', 'Car?', 'title:Car', 'Anna-Carin', '019-173030'].map(function (each) { return queryStringUtil.smartWildcard(each); }),
      split: [queryStringUtil.splitToQueryParts('one, two, three four', ','), queryStringUtil.splitToQueryParts('one, two', 'x'), queryStringUtil.splitToQueryParts('one, two', null), queryStringUtil.splitCollectionToQueryParts(['a,b', ' ', 'c d'], ',')],
      field: [queryStringUtil.getFieldQuery('+content', 'sitevision*'), queryStringUtil.getFieldQuery('content', 'portal "sitevision enterprise"'), queryStringUtil.getFieldQuery('content', '"sitevision enterprise"'), queryStringUtil.getFieldQuery('content', ' ')],
      date: queryStringUtil.getDateAsString(timestampUtil.toDate(1767225600000))
    });
  });
}());
