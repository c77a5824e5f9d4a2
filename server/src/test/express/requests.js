'use strict';
// The table of requests for every handler, and as many again that a seed makes.

const get = (member, query = '', headers = {}) => ({ member, method: 'GET', query, headers });
const post = (member, query, headers, body) => ({ member, method: 'POST', query, headers, body });

/** What is worth asking by hand, beside one plain GET of each. */
const table = [
  get('req.query', 'a=1&a=2&b[c]=x&d[]=1&e=%C3%BC+x&f'), get('req.query', '__proto__=1&constructor[x]=2&toString=1'), get('req.query', 'a[b][c][d][e][f][g]=1'), get('req.query', 'a[1]=x&a[0]=y&b[a]=1&b=2'),
  get('req.query.ids', Array.from({ length: 25 }, (_, i) => `ids[]=${i}`).join('&')), get('req.query.ids', Array.from({ length: 30 }, (_, i) => `ids[${i}]=${i}`).join('&')), get('req.query.ids', Array.from({ length: 30 }, (_, i) => `ids=${i}`).join('&')),
  get('req.headers', '', [['X-One', 'a'], ['X-One', 'b'], ['Cookie', 'a=1'], ['Cookie', 'b=2'], ['Referer', '/1'], ['Referer', '/2'], ['Authorization', 'x'], ['Authorization', 'y']]),
  get('req.cookies', '', { Cookie: 'a=1; b="quoted x"; j=j%3A%7B%22x%22%3A1%7D; bad=%zz; a=2; s=s:tobi.x; e=' }), get('req.cookies', '', { Cookie: 'j=j:[1,2]; k=j:nope; q="j:%7B%7D"' }),
  get('req.get.wrong', 'none=1'), get('req.get.wrong', ''), get('req.get.referrer', '', { Referer: '/from' }), get('req.get.referrer', '', { Referrer: '/rr', Referer: '/r' }),
  get('req.fresh', '', { 'If-None-Match': '"one"' }), get('req.fresh', '', { 'If-None-Match': '*' }), get('req.fresh', '', { 'If-None-Match': 'W/"one"', 'Cache-Control': 'no-cache' }), get('req.fresh', '', { 'If-Modified-Since': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  get('req.subdomains', '', { Host: 'tobi.ferrets.example.com' }), get('req.hostname', '', { Host: 'example.com:3000' }),
  ...['off', 'strong', 'on', 'weak'].flatMap((etag) => [{}, { 'If-None-Match': '*' }, { 'If-None-Match': 'W/"d-nothing"' }].map((headers) => get('req.app.set.etag', `etag=${etag}`, headers))), { ...get('req.app.set.etag', 'etag=off'), method: 'HEAD' }, get('req.app.set.etagOff', 'n=1'), get('req.app.set.etagOwn', 'body=longer'), get('req.app.set.etagOwn', 'body=longer', { 'If-None-Match': '"own-6"' }),
  ...['no', 'one', 'two', 'all', 'loopback', 'list'].flatMap((trust) => [{}, { 'X-Forwarded-For': '1.2.3.4, 10.0.0.7, 10.0.0.8', 'X-Forwarded-Proto': 'https, http', 'X-Forwarded-Host': 'tobi.ferrets.example.com, other' }, { 'X-Forwarded-For': ' ::1 ,nonsense' }, { 'X-Forwarded-Proto': 'https' }].map((headers) => get('req.app.set.trust', `trust=${trust}`, headers))),
  ...['off', 'simple', 'own'].map((parser) => get('req.app.set.query', `parser=${parser}&a[b]=1&a=2`)),
  get('req.range', '', { Range: 'bytes=0-499, 600-, -100' }), get('req.range', '', { Range: 'bytes=2000-' }), get('req.range', '', { Range: 'items=0-5' }), get('req.range', '', { Range: 'nonsense' }),
  get('req.range.combine', '', { Range: 'bytes=0-10, 5-20, 100-110' }),
  post('req.is', '', { 'Content-Type': 'application/json; charset=utf-8' }, '{}'), post('req.is', 't=html&t=application/*', { 'Content-Type': 'application/json' }, '{}'), post('req.is.suffix', '', { 'Content-Type': 'application/vnd.api+json' }, '{}'), post('req.is.one', 't=text/*', { 'Content-Type': 'text/html' }, '<p>'), post('req.is.one', '', { 'Content-Type': 'nonsense' }, 'x'),
  post('req.on', '', { 'Content-Type': 'application/octet-stream' }, 'some bytes'), post('req.on', '', { 'Content-Type': 'text/plain' }, 'wörter'),
  get('res.redirect', '', { Accept: 'text/html' }), get('res.redirect', '', { Accept: 'application/json' }), get('res.redirect', 'to=http://a.b/%22%3E%3Cscript%3E', { Accept: 'text/html' }), get('res.redirect.script', '', { Accept: 'text/html' }), get('res.redirect.back', '', { Referer: '/before', Accept: '*/*' }),
  get('res.redirect.script', '', { Accept: 'text/plain' }), get('res.redirect.status', 'status=308', { Accept: 'text/html' }),
  get('res.location', 'to=%2Fa%0Ab'), get('res.location', 'to=//example.com\\@evil'), get('res.location.back', '', { Referer: 'http://x/ü' }),
  get('res.jsonp', 'callback=cb'), get('res.jsonp', 'callback=a[0].b$_c'), get('res.jsonp', 'callback=a;alert(1)//'), get('res.jsonp', 'callback[]=x&callback[]=y'), get('res.jsonp', 'callback[a]=x'), get('res.jsonp', 'callback='), get('res.jsonp.undefined', 'callback=cb'), get('res.jsonp.typed', 'callback=cb'),
  get('res.send.text', '', { 'If-None-Match': '*' }), get('res.send.etag', '', { 'If-None-Match': '"mine"' }), get('res.send.etag', 'tag=W/%22x%22', { 'If-None-Match': '"y", "x"' }), get('res.send.modified', '', { 'If-Modified-Since': 'Thu, 22 Oct 2015 07:28:00 GMT' }), get('res.send.modified', '', { 'If-Modified-Since': 'Tue, 20 Oct 2015 07:28:00 GMT' }),
  get('res.send.status', 'status=304'), get('res.send.status', 'status=205'), get('res.send.status', 'status=204'), get('res.send.status', 'status=200'), get('res.send.status', 'status=500'), { ...get('res.send.text'), method: 'HEAD' }, { ...get('res.json'), method: 'HEAD' }, { ...get('res.redirect'), method: 'HEAD' }, { ...get('res.end.text'), method: 'HEAD' }, { ...get('res.sendFile'), method: 'HEAD' },
  get('res.send.typed', 'type=application/json'), get('res.send.typed', 'type=text/html;charset=UTF-8;x=1'), get('res.send.typed', 'type=nonsense'),
  ...['json', '.html', 'js', 'png', 'txt', 'svg', 'nosuch', 'xml', 'css', 'mp4', 'webmanifest', 'text/x-own', 'a/b; charset=x', 'woff2', 'md', 'ico'].map((type) => get('res.type', `type=${encodeURIComponent(type)}`)),
  ...['text/html', 'application/json', 'application/javascript', 'image/svg+xml', 'application/xml', 'text/x;charset=q', 'image/png'].map((type) => get('res.set.type', `type=${encodeURIComponent(type)}`)),
  ...[1, 2, 3, 4, 5].map((n) => get('res.attachment.utf8', `n=${n}`)),
  get('res.attachment.name', 'name=x.html'), get('res.attachment.name', 'name=noextension'), get('res.attachment.name', 'name=a%0Ab.txt'),
  get('res.cookie.options', 'same=none'), get('res.cookie.options', 'same=lax'), get('res.cookie.options', 'same=bogus'), get('res.cookie.maxAge', 'age=0'), get('res.cookie.maxAge', 'age=1500'), get('res.cookie.maxAge', 'age=-1'),
  ...['text/plain', 'text/html', 'application/json', 'text/*;q=.5, application/json', '*/*', 'image/png', 'text/html;q=0, */*', 'application/x-it'].flatMap((accept) => ['res.format', 'res.format.short', 'res.format.default', 'res.format.none', 'res.format.onlyDefault'].map((member) => get(member, '', { Accept: accept }))),
  ...['gzip', 'br;q=1, gzip;q=.2', 'identity;q=0', '*', 'gzip;q=0, *'].map((value) => get('req.acceptsEncodings', '', { 'Accept-Encoding': value })),
  get('res.sendFile', '', { Range: 'bytes=0-3' }), get('res.sendFile', '', { Range: 'bytes=99-' }), get('res.sendFile', '', { Range: 'bytes=0-1,3-4' }), get('res.sendFile', '', { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }), get('res.sendFile', '', { 'If-Match': '"other"' }), get('res.sendFile', '', { 'If-None-Match': '*' }),
  ...['file=sub/', 'file=sub', 'file=style.css', 'file=a b.txt', 'file=none', 'file=../handlers.js', 'file=data.bin&age=60000', 'file=sub/inner.json'].map((query) => get('res.sendFile.root', encodeURI(query))),
  ...[0, 1, 2, 3].flatMap((n) => ['allow', 'deny', 'ignore'].map((dot) => get('res.sendFile.dots', `n=${n}&dot=${dot}`))),
  get('res.sendFile.options', 'etag=0&cache=0&ranges=0'), get('res.download.name', 'name=plain.bin', { Range: 'bytes=1-2' }),
  get('req.xhr', '', { 'X-Requested-With': 'xmlHttpRequest' }), get('req.protocol', '', { 'X-Forwarded-Proto': 'https' }), get('req.ips', '', { 'X-Forwarded-For': '1.1.1.1, 2.2.2.2' }), get('req.ip', '', { 'X-Forwarded-For': '1.1.1.1' }),
];

/** Mulberry32, so that the run is the same on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const HEADERS = {
  Accept: ['text/html', 'application/json', '*/*', 'text/*;q=0.5, application/json;q=0.8', 'image/*', 'text/html;level=1;q=0.3, text/plain', 'application/xml;q=0.9, */*;q=0.1', 'nonsense', 'text/html;q=0'],
  'Accept-Encoding': ['gzip, deflate', 'br', 'identity', '*;q=0', 'gzip;q=0.5, br;q=0.8', 'deflate'],
  'Accept-Language': ['en', 'sv, en;q=0.5', 'de-AT, de;q=0.9', '*', 'en-GB;q=0', 'fr'],
  'Accept-Charset': ['utf-8', 'iso-8859-1, utf-8;q=0.7', '*', 'utf-8;q=0'],
  Range: ['bytes=0-9', 'bytes=5-', 'bytes=-3', 'bytes=0-0,2-3', 'bytes=900-2000', 'bytes=x', 'other=1-2', 'bytes=5-2'],
  'If-None-Match': ['*', '"one"', 'W/"two"', '"mine"', '"a", W/"b"', 'W/"2-vyGp6PvFo4RvsFtPoIWeCReyIC8"', 'W/"7-xyz"'],
  'If-Modified-Since': ['Wed, 21 Oct 2015 07:28:00 GMT', 'Fri, 01 Jan 2100 00:00:00 GMT', 'Mon, 01 Jan 1990 00:00:00 GMT', 'nonsense'],
  'Cache-Control': ['no-cache', 'max-age=0', 'no-store'],
  Cookie: ['a=1; b=2', 'sid="x y"; j=j%3A%7B%22a%22%3A%5B1%5D%7D', 'bad; =x; c=%E0%A4', 'a=b=c', 'j=j:1'],
  Referer: ['/before', 'https://example.com/a?b=ü'.replace('ü', '%C3%BC')],
  'X-Requested-With': ['XMLHttpRequest', 'other'],
  'X-Forwarded-For': ['10.0.0.1', '1.2.3.4, 5.6.7.8'],
  'X-One': ['1', 'x, y'],
  'X-Two': [' spaced ', 'ok'],
};
const BODIES = [['application/json', '{"a":1}'], ['application/x-www-form-urlencoded', 'a=1&b=2'], ['text/plain', 'plain wörds'], ['application/octet-stream', 'bytes'], ['application/vnd.api+json; charset=utf-8', '[]'], ['text/html', '<b>'], ['nonsense', 'x'], ['multipart/mixed; boundary=x', '--x\r\n\r\na\r\n--x--']];
const QUERIES = {
  status: ['200', '201', '204', '205', '206', '301', '304', '400', '404', '422', '500', '503'], type: ['html', 'json', 'text/plain', 'png', 'image/svg+xml', 'js', 'text/css; charset=latin1', 'nosuch'], t: ['json', 'html', 'text/*', 'application/json', '*/*', 'urlencoded', '+json', 'png'],
  n: ['0', '1', '2', '3', '200', '404', '77'], v: ['a', 'x y', 'ä', ''], to: ['/a', '/ä b', 'http://example.com/?q=1 2', '//x', 'data:text/html,<b>', '?a=%', '#x'], name: ['a.txt', 'ä.json', 'x y.html', 'noext'], body: ['x', '<p>ä</p>', '', '0'],
  callback: ['cb', 'a.b', 'x()', ''], file: ['hello.txt', 'page.html', 'sub/inner.json', 'none', 'style.css', 'data.bin'], age: ['0', '1000', '3600000'], size: ['1', '10', '1000'], dot: ['allow', 'deny'], same: ['lax', 'none'], tag: ['"x"', 'W/"y"', '"mine"'],
  a: ['1', 'ä', 'x&a=y'], 'b[c]': ['1', '%'], 'd[]': ['1', '2'],
};

function generated(members, times, seed) {
  const next = random(seed);
  const pick = (values) => values[Math.floor(next() * values.length)];
  return Array.from({ length: times }, () => members).flat().map((member) => {
    const headers = {};
    for (const name of Object.keys(HEADERS)) if (next() < 0.22) headers[name] = pick(HEADERS[name]);
    const query = Object.keys(QUERIES).filter(() => next() < 0.2).map((name) => `${name}=${encodeURIComponent(pick(QUERIES[name])).replace(/%26/g, '&').replace(/%3D/g, '=')}`).join('&');
    const method = pick(METHODS);
    if (method === 'GET' || method === 'HEAD' || next() < 0.2) return { member, method, query, headers };
    const [type, body] = pick(BODIES);
    return { member, method, query, headers: { ...headers, 'Content-Type': type }, body };
  });
}

exports.requests = (members) => {
  const asked = [...members.map((member) => get(member)), ...table];
  const times = 5;
  return { table: asked, generated: generated(members, times, 20_160_416) };
};
