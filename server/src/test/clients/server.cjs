// The server that is called. It prints its port, and one where nobody listens.
const http = require('node:http');
const zlib = require('node:zlib');

const read = async (stream) => { const parts = []; for await (const part of stream) parts.push(part); return Buffer.concat(parts); };
const xml = (response, status, text) => response.writeHead(status, { 'content-type': 'application/xml' }).end(text);

const server = http.createServer(async (request, response) => {
  const { pathname, search } = new URL(request.url, 'http://x');
  const body = await read(request);
  switch (pathname) {
    case '/plain': return response.writeHead(200, { 'content-type': 'text/plain' }).end(`plain ${search}`);
    case '/json': return response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":[1,2]}');
    case '/echo': return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ method: request.method, body: body.toString(), name: request.headers['x-name'], type: request.headers['content-type'], authorization: request.headers.authorization }));
    case '/length': return response.end(String(body.length));
    case '/large': return response.end(Buffer.alloc(2_000_000, 'z'));
    case '/headers': return response.writeHead(200, 'Fine', [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Twice', '1'], ['X-Twice', '2'], ['Content-Type', 'text/x']]).end('h');
    case '/moved': return response.writeHead(302, { location: '/plain?moved' }).end();
    case '/gzip': return response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(zlib.gzipSync('unzipped'));
    case '/slow': return;
    case '/b/k': return request.method === 'PUT' ? response.writeHead(200, { etag: `"${body.length > 0}"` }).end() : response.writeHead(200, { 'content-type': 'text/plain' }).end('stored');
    case '/b': case '/b/': return xml(response, 200, '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>one</Key></Contents><Contents><Key>two</Key></Contents></ListBucketResult>');
    case '/b/missing': return xml(response, 404, '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
    default: return response.writeHead(404, { 'content-type': 'text/plain' }).end('missing');
  }
});
const none = http.createServer().listen(0, '127.0.0.1', () => {
  const { port: closed } = none.address();
  none.close(() => server.listen(0, '127.0.0.1', () => console.log(`${server.address().port} ${closed}`)));
});
