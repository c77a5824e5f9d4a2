// Handlers that are run by Express on Node, by a widget and by a WebPoints application: one for each way to use a documented member.
// Each is named `member` or `member.variant`; `req.query` may say what it does.
const text = (value, otherwise) => (typeof value === 'string' ? value : otherwise);
const number = (value, otherwise) => (Number.isFinite(Number(value)) && value !== undefined && value !== '' ? Number(value) : otherwise);
const list = (value, otherwise) => (value === undefined ? otherwise : [].concat(value).map(String));
const long = 'annex '.repeat(300);
const ids = (value) => (Array.isArray(value) ? value.length : typeof value);

/** Runs a handler with other settings, which are again what they were behind it. */
const withSettings = (req, settings, handler) => {
  const { app } = req;
  const had = Object.keys(settings).map((name) => [name, app.get(name)]);
  for (const [name, value] of Object.entries(settings)) app.set(name, value);
  try {
    handler();
  } finally {
    for (const [name, value] of had) app.set(name, value);
  }
};

const handlers = {
  // ---- req
  'req.method': (req, res) => res.json(req.method),
  'req.url': (req, res) => res.json(req.url.replace(/^\/req\.url/, '/')),
  'req.originalUrl': (req, res) => res.json(req.originalUrl),
  'req.path': (req, res) => res.json(typeof req.path),
  'req.query': (req, res) => res.json(req.query),
  'req.query.ids': (req, res) => res.json({ ids: ids(req.query.ids), a: req.query.a }),
  'req.hostname': (req, res) => res.json(req.hostname.replace(/^127\.0\.0\.1$/, 'localhost')),
  'req.host': (req, res) => res.json(typeof req.host),
  'req.ip': (req, res) => res.json(req.ip.replace(/^::ffff:/, '')),
  'req.ips': (req, res) => res.json(req.ips),
  'req.protocol': (req, res) => res.json(req.protocol),
  'req.secure': (req, res) => res.json(req.secure),
  'req.subdomains': (req, res) => res.json(req.subdomains),
  'req.xhr': (req, res) => res.json(req.xhr),
  'req.fresh': (req, res) => { res.set('ETag', '"one"'); res.set('Last-Modified', 'Wed, 21 Oct 2015 07:28:00 GMT'); const { fresh } = req; res.removeHeader('ETag'); res.removeHeader('Last-Modified'); res.end(String(fresh)); },
  'req.stale': (req, res) => { res.status(number(req.query.status, 200)).set('ETag', 'W/"two"'); const { stale } = req; res.status(200).removeHeader('ETag'); res.end(String(stale)); },
  'req.cookies': (req, res) => res.json(req.cookies),
  'req.app.get': (req, res) => res.json(['etag', 'query parser', 'subdomain offset', 'trust proxy', 'jsonp callback name'].map((name) => req.app.get(name))),
  'req.app.enabled': (req, res) => res.json([req.app.enabled('etag'), req.app.disabled('trust proxy')]),
  'req.app.set': (req, res) => withSettings(req, { title: 'x', 'jsonp callback name': 'cb' }, () => res.jsonp([req.app.get('title'), req.app.enabled('title'), typeof req.app.settings])),
  'req.app.set.etag': (req, res) => withSettings(req, { etag: { off: false, strong: 'strong', on: true }[req.query.etag] ?? 'weak' }, () => res.send(text(req.query.body, 'tagged or not'))),
  'req.app.set.etagOff': (req, res) => withSettings(req, { etag: false }, () => (req.query.n === '1' ? res.json({ n: 1 }) : res.send(Buffer.from('bytes')))),
  'req.app.set.etagOwn': (req, res) => withSettings(req, { etag: (body) => (body.length > 3 ? `"own-${body.length}"` : undefined) }, () => res.send(text(req.query.body, 'own'))),
  'req.app.set.trust': (req, res) => withSettings(req, { 'trust proxy': { no: false, one: 1, two: 2, loopback: 'loopback', list: ['127.0.0.1', '10.0.0.0/8'] }[req.query.trust] ?? true }, () => res.json([req.ip.replace(/^::ffff:/, ''), req.ips, req.protocol, req.secure, req.hostname.replace(/^127\.0\.0\.1$/, 'localhost'), req.subdomains])),
  'req.app.set.query': (req, res) => withSettings(req, { 'query parser': { off: false, simple: 'simple' }[req.query.parser] ?? ((query) => ({ query })) }, () => res.json(req.query)),
  'req.app.set.json': (req, res) => withSettings(req, { 'json spaces': 2, 'json escape': true, 'json replacer': (key, value) => (key === 'secret' ? undefined : value) }, () => res.json({ a: ['<b>', '&'], secret: 1 })),
  'req.res': (req, res) => res.json([req.res === res, res.req === req, res.app === req.app]),
  'req.get': (req, res) => res.json([req.get('X-One') ?? null, req.get('x-ONE') ?? null, req.get('Content-Type') ?? null, req.get('Absent') ?? null]),
  'req.get.referrer': (req, res) => res.json([req.get('Referrer') ?? null, req.get('referer') ?? null]),
  'req.get.wrong': (req, res) => res.json(req.get(req.query.none === '1' ? undefined : 5)),
  'req.header': (req, res) => res.json([req.header('Accept') ?? null, req.header('Range') ?? null]),
  'req.headers': (req, res) => res.json([req.headers['x-one'] ?? null, req.headers['x-two'] ?? null, req.headers.cookie ?? null, req.headers['content-type'] ?? null, req.headers.referer ?? null, req.headers['if-none-match'] ?? null, req.headers['authorization'] ?? null]),
  'req.param': (req, res) => res.json([req.param('a') ?? null, req.param('none', 'otherwise')]),
  'req.accepts': (req, res) => res.json(req.accepts(list(req.query.t, ['html', 'json', 'text']))),
  'req.accepts.arguments': (req, res) => res.json(req.accepts('json', 'image/png', 'xml')),
  'req.accepts.one': (req, res) => res.json(req.accepts(text(req.query.t, 'html'))),
  'req.accepts.none': (req, res) => res.json(req.accepts()),
  'req.acceptsCharsets': (req, res) => res.json([req.acceptsCharsets(), req.acceptsCharsets('utf-8', 'iso-8859-1')]),
  'req.acceptsEncodings': (req, res) => res.json([req.acceptsEncodings('gzip', 'br', 'identity'), req.acceptsEncodings(['deflate'])]),
  'req.acceptsLanguages': (req, res) => res.json([req.acceptsLanguages(), req.acceptsLanguages('en', 'sv', 'de-AT')]),
  'req.acceptsCharset': (req, res) => res.json(req.acceptsCharset('utf-8')),
  'req.acceptsEncoding': (req, res) => res.json(req.acceptsEncoding('gzip')),
  'req.acceptsLanguage': (req, res) => res.json(req.acceptsLanguage('en')),
  'req.is': (req, res) => res.json(req.is(list(req.query.t, ['json', 'urlencoded', 'text/*']))),
  'req.is.one': (req, res) => res.json(req.is(text(req.query.t, 'json'))),
  'req.is.suffix': (req, res) => res.json([req.is('+json'), req.is('multipart'), req.is('*/*'), req.is('html')]),
  'req.range': (req, res) => { const ranges = req.range(number(req.query.size, 1000)); res.json(Array.isArray(ranges) ? { type: ranges.type, ranges: [...ranges] } : ranges ?? 'none'); },
  'req.range.combine': (req, res) => { const ranges = req.range(500, { combine: true }); res.json(Array.isArray(ranges) ? [...ranges] : ranges ?? 'none'); },
  'req.on': (req, res) => { const parts = []; req.on('data', (part) => parts.push(part)); req.on('end', () => res.send(Buffer.concat(parts))); },
  'req.body': (req, res) => res.json(typeof req.body),
  'req.complete': (req, res) => res.json([req.httpVersion, req.httpVersionMajor, req.httpVersionMinor, typeof req.socket.remoteAddress]),

  // ---- res: heads
  'res.status': (req, res) => res.status(number(req.query.status, 201)).send('done'),
  'res.status.chained': (req, res) => res.status(404).set('X-A', '1').type('txt').json({ a: 1 }),
  'res.statusCode': (req, res) => { res.statusCode = number(req.query.status, 202); res.end('there'); },
  'res.sendStatus': (req, res) => res.sendStatus(number(req.query.status, 418)),
  'res.sendStatus.unknown': (req, res) => res.sendStatus(599),
  'res.set': (req, res) => res.set('X-One', text(req.query.v, 'one')).set('x-one', 'again').end(),
  'res.set.object': (req, res) => res.set({ 'X-One': 'a', 'X-Two': 2, 'Content-Type': text(req.query.type, 'text/html') }).end('x'),
  'res.set.array': (req, res) => res.set('X-Many', ['a', 'b', 3]).end(),
  'res.set.undefined': (req, res) => res.set('X-None', undefined).set('X-Null', null).end(),
  'res.set.type': (req, res) => res.set('Content-Type', text(req.query.type, 'text/plain')).end('x'),
  'res.set.typeArray': (req, res) => res.set('Content-Type', ['a', 'b']).end(),
  'res.set.invalid': (req, res) => res.set('X-Bad', 'a\nb').end(),
  'res.header': (req, res) => res.header('X-One', '1').header({ 'X-Two': '2' }).end(),
  'res.get': (req, res) => { res.set('X-One', 'one'); res.set('X-Many', ['a', 'b']); res.json([res.get('x-one'), res.get('X-Many'), res.get('None') ?? null]); },
  'res.append': (req, res) => res.append('X-A', 'one').append('X-A', ['two', 'three']).append('Link', '<a>').end(),
  'res.append.after': (req, res) => { res.set('X-A', ['one']); res.append('x-a', 'two'); res.json(res.get('X-A')); },
  'res.removeHeader': (req, res) => { res.set('X-One', 'a'); res.removeHeader('x-one'); res.json([res.hasHeader('X-One'), res.getHeaderNames().includes('x-one')]); },
  'res.getHeaders': (req, res) => { res.removeHeader('X-Powered-By'); res.set('X-One', 'a'); res.set('B', ['1', '2']); res.json(res.getHeaders()); },
  'res.writeHead': (req, res) => { res.setHeader('X-One', '1'); res.writeHead(203, { 'X-One': '2', 'Content-Type': 'text/x-it' }); res.end('written'); },
  'res.writeHead.message': (req, res) => res.writeHead(200, 'Fine', ['X-One', 'a', 'X-Two', 'b']).end(),
  'res.type': (req, res) => res.type(text(req.query.type, 'html')).end('x'),
  'res.contentType': (req, res) => res.contentType(text(req.query.type, 'json')).send('x'),
  'res.vary': (req, res) => res.vary('Accept').vary(list(req.query.v, ['Origin', 'accept'])).end(),
  'res.vary.star': (req, res) => { res.vary('Accept'); res.vary('*'); res.vary('Origin'); res.end(); },
  'res.vary.none': (req, res) => res.vary([]).end(),
  'res.links': (req, res) => res.links({ next: 'http://a/2', last: '/5?a=1&b=2' }).links({ prev: '/0' }).end(),
  'res.location': (req, res) => res.location(text(req.query.to, '/a b/ü?x="1"&y=%20%zz')).end(),
  'res.location.back': (req, res) => res.location('back').end(),
  'res.location.odd': (req, res) => res.location(`https://éxample.com/\u00e9?q=\ud83d\ude00[1]|^{}\\${text(req.query.to, '')}`).end(),
  'res.attachment': (req, res) => res.attachment().send('x'),
  'res.attachment.name': (req, res) => res.attachment(text(req.query.name, 'a/b/report.pdf')).send(Buffer.from('x')),
  'res.attachment.utf8': (req, res) => res.attachment(['日本語.txt', 'naïve.html', 'a"b\\c.png', 'EURO-€.zip', 'plain', 'a%20b.json'][number(req.query.n, 0) % 6]).end(),
  'res.cookie': (req, res) => res.cookie('name', text(req.query.v, 'tobi')).cookie('b', 'x y;=ü').end(),
  'res.cookie.object': (req, res) => res.cookie('cart', { items: [1, 2, 3] }).cookie('n', 5).cookie('z', null).end(),
  'res.cookie.options': (req, res) => res.cookie('rememberme', '1', { expires: new Date(86400000), httpOnly: true, secure: true, domain: '.example.com', path: '/x', sameSite: text(req.query.same, 'strict'), priority: 'high', partitioned: true }).end(),
  'res.cookie.maxAge': (req, res) => { res.cookie('a', '1', { maxAge: number(req.query.age, 900000) }); res.set('X-Cookie', res.get('Set-Cookie').replace(/Expires=[^;]*/, 'Expires=*')); res.removeHeader('Set-Cookie'); res.end(); },
  'res.cookie.encode': (req, res) => res.cookie('a', 'x y', { encode: (value) => value.replace(' ', '+') }).cookie('b', 'x', { sameSite: true }).end(),
  'res.cookie.invalid': (req, res) => res.cookie('a b', 'x').end(),
  'res.cookie.signed': (req, res) => { req.secret = 'keyboard cat'; res.cookie('user', text(req.query.v, 'tobi'), { signed: true }).end(); },
  'res.cookie.unsigned': (req, res) => { delete req.secret; res.cookie('user', 'x', { signed: true }).end(); },
  'res.clearCookie': (req, res) => res.clearCookie('sid').clearCookie('a', { path: '/x', httpOnly: true }).end(),

  // ---- res: bodies
  'res.send.text': (req, res) => res.send(text(req.query.body, 'hello wörld')),
  'res.send.long': (req, res) => res.send(long),
  'res.send.empty': (req, res) => res.send(''),
  'res.send.nothing': (req, res) => res.send(),
  'res.send.null': (req, res) => res.send(null),
  'res.send.buffer': (req, res) => res.send(Buffer.from([0, 1, 2, 250, number(req.query.n, 9) & 255])),
  'res.send.bufferTyped': (req, res) => res.type('png').send(Buffer.from('abc')),
  'res.send.object': (req, res) => res.send({ a: 1, b: [true, null, 'ü'], c: text(req.query.c, undefined) }),
  'res.send.array': (req, res) => res.send([1, 2, 3]),
  'res.send.boolean': (req, res) => res.send(true),
  'res.send.number': (req, res) => res.send(number(req.query.n, 404)),
  'res.send.two': (req, res) => res.send(number(req.query.n, 201), 'made'),
  'res.send.back': (req, res) => res.send({ a: 1 }, 203),
  'res.send.typed': (req, res) => res.set('Content-Type', text(req.query.type, 'text/plain; charset=iso-8859-1')).send('hé'),
  'res.send.etag': (req, res) => res.set('ETag', text(req.query.tag, '"mine"')).send('tagged'),
  'res.send.modified': (req, res) => res.set('Last-Modified', 'Wed, 21 Oct 2015 07:28:00 GMT').send('modified'),
  'res.send.status': (req, res) => res.status(number(req.query.status, 204)).send('body that may go'),
  'res.send.twice': (req, res) => { res.send('first'); try { res.send('second'); } catch { /* as there */ } },
  'res.json': (req, res) => res.json({ url: 'ü', n: 1.5, date: new Date(0), u: undefined, list: [undefined, null] }),
  'res.json.text': (req, res) => res.json(text(req.query.body, 'text')),
  'res.json.null': (req, res) => res.json(null),
  'res.json.number': (req, res) => res.json(number(req.query.n, 5)),
  'res.json.undefined': (req, res) => res.json(undefined),
  'res.json.status': (req, res) => res.json(number(req.query.status, 201), { a: 1 }),
  'res.json.back': (req, res) => res.json({ a: 1 }, 202),
  'res.json.typed': (req, res) => res.type(text(req.query.type, 'application/vnd.example+json')).json({ a: 1 }),
  'res.json.circular': (req, res) => { const a = {}; a.a = a; res.json(a); },
  'res.jsonp': (req, res) => res.jsonp({ a: 1, b: '</script>\u2028' }),
  'res.jsonp.typed': (req, res) => res.type('application/x-it').jsonp([1]),
  'res.jsonp.undefined': (req, res) => res.jsonp(undefined),
  'res.jsonp.status': (req, res) => res.jsonp(number(req.query.status, 201), { a: 1 }),
  'res.end': (req, res) => res.end(),
  'res.end.text': (req, res) => res.end('text', 'utf8'),
  'res.end.encoding': (req, res) => res.end('00ff10', 'hex'),
  'res.end.buffer': (req, res) => res.status(206).end(Buffer.from('bytes')),
  'res.write': (req, res) => { res.type('txt'); res.write('one '); res.write(Buffer.from('two ')); res.write('dGhyZWU=', 'base64'); res.end('!'); },
  'res.write.later': (req, res) => { res.write('a'); setTimeout(() => res.end('b'), 1); },
  'res.headersSent': (req, res) => { const before = res.headersSent; res.write('x'); res.end(`${before} ${res.headersSent}`); },
  'res.headersSent.set': (req, res) => { res.write('x'); try { res.set('X-A', '1'); res.end('set'); } catch (error) { res.end(error.code); } },
  'res.locals': (req, res) => { res.locals.user = 'ada'; res.json([res.locals, Object.getPrototypeOf(res.locals) === null]); },
  'res.format': (req, res) => res.format({ 'text/plain': () => res.send('hey'), 'text/html': () => res.send('<p>hey</p>'), 'application/json': () => res.send({ message: 'hey' }) }),
  'res.format.short': (req, res) => res.format({ text: () => res.send('hey'), html: (q, s) => s.send('<p>'), json: () => res.json([1]), 'application/x-it; charset=utf-8': () => res.send('it') }),
  'res.format.default': (req, res) => res.format({ json: () => res.json(1), default: () => res.status(200).send('default') }),
  'res.format.onlyDefault': (req, res) => res.format({ default: () => res.send('only') }),
  'res.format.none': (req, res) => { res.format({ json: () => res.json(1) }); },
  'res.redirect': (req, res) => res.redirect(text(req.query.to, '/login?a=<b>&c="d"')),
  'res.redirect.status': (req, res) => res.redirect(number(req.query.status, 301), 'https://example.com/ä b'),
  'res.redirect.back': (req, res) => res.redirect('back'),
  'res.redirect.reversed': (req, res) => res.redirect('/there', 303),
  'res.redirect.script': (req, res) => res.redirect('javascript:alert(1)//"><b>'),
  'res.sendFile': (req, res) => { res.sendFile(FILES + '/hello.txt'); },
  'res.sendFile.root': (req, res) => { res.sendFile(text(req.query.file, 'page.html'), { root: FILES, maxAge: number(req.query.age, 0), headers: { 'X-Own': 'yes' } }); },
  'res.sendFile.options': (req, res) => { res.sendFile('data.bin', { root: FILES, etag: req.query.etag !== '0', lastModified: false, cacheControl: req.query.cache !== '0', acceptRanges: req.query.ranges !== '0', immutable: true, maxAge: '1d' }); },
  'res.sendFile.missing': (req, res) => { res.sendFile('none.txt', { root: FILES }, (error) => { if (error) res.status(error.status || 500).end(`${error.status} ${error.code}`); }); },
  'res.sendFile.dots': (req, res) => { res.sendFile(['.hidden', '../handlers.js', 'sub', 'sub/.deep/x.txt'][number(req.query.n, 0) % 4], { root: FILES, dotfiles: text(req.query.dot, 'ignore') }); },
  'res.sendFile.relative': (req, res) => res.sendFile('hello.txt'),
  'res.sendFile.none': (req, res) => res.sendFile(),
  'res.download': (req, res) => { res.download(FILES + '/hello.txt'); },
  'res.download.name': (req, res) => { res.download('data.bin', text(req.query.name, 'räport.bin'), { root: FILES, headers: { 'X-Own': '1', 'Content-Disposition': 'no' } }); },
  'res.download.missing': (req, res) => { res.download('none', { root: FILES }, (error) => res.status(error ? 410 : 200).end(error && error.code)); },
  'res.on': (req, res) => { res.on('finish', () => undefined); res.once('close', () => undefined); res.end(String(res.listenerCount('finish') > 0)); },
  'next': (req, res, next) => next(Object.assign(new Error('refused'), { status: 403 })),
};

// What a handler throws, or passes on, is answered in the same way everywhere: styles have their own answers to it.
function run(name, req, res) {
  const refused = (error) => {
    if (!res.headersSent) {
      for (const header of res.getHeaderNames()) res.removeHeader(header);
      res.status((error && error.status) || 500).end(`${error && error.name}: ${(error && error.status) || ''}`);
    }
  };
  const next = (error) => (error === undefined ? res.status(404).end('passed on') : refused(error));
  req.next = next;
  try {
    handlers[name](req, res, next);
  } catch (error) {
    refused(error);
  }
}
