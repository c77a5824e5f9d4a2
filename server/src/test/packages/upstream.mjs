// What clients among the packages talk to; prints its address, and ends with its standard input.
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';

const text = async (req) => {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts).toString();
};
const events = (res, all) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [name, data] of all) res.write(`${name === '' ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  res.end();
};
const json = (res, status, data) => {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(data));
};
const message = (content) => ({ id: 'm1', type: 'message', role: 'assistant', model: 'm', content, stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } });

const signed = /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/;
/** The signature of a request as Amazon's documents have it, worked out anew. */
function signature(req) {
  const url = new URL(req.url, 'http://x');
  const [, day, names] = /Credential=AKID\/(\d{8})\/.*SignedHeaders=([^,]*)/.exec(req.headers.authorization);
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  const mac = (key, text) => createHmac('sha256', key).update(text).digest();
  const query = [...url.searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).sort().join('&');
  const canonical = [req.method, url.pathname, query, ...names.split(';').map((name) => `${name}:${req.headers[name]}`), '', names, req.headers['x-amz-content-sha256']].join('\n');
  const text = ['AWS4-HMAC-SHA256', req.headers['x-amz-date'], `${day}/eu-west-1/s3/aws4_request`, hash(canonical)].join('\n');
  return mac(['eu-west-1', 's3', 'aws4_request'].reduce(mac, mac('AWS4SECRET', day)), text).toString('hex');
}
function s3(req, res, bucket, query) {
  const xml = (status, text) => {
    res.writeHead(status, { 'content-type': 'application/xml', etag: '"e"' });
    res.end(text === '' ? '' : `<?xml version="1.0" encoding="UTF-8"?>${text}`);
  };
  if (!signed.test(req.headers.authorization) || !req.headers.authorization.endsWith(signature(req))) xml(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
  else if (bucket === 'none') xml(404, '<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>');
  else if (req.method === 'PUT') xml(200, '');
  else if (query.has('list-type')) xml(200, '<ListBucketResult><Name>b</Name><Contents><Key>a &amp; é</Key><Size>5</Size></Contents></ListBucketResult>');
  else {
    res.writeHead(200, { 'content-length': 5 });
    res.end('h\u00e9\u00e9');
  }
}

const server = createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://x');
  const body = await text(req);
  const streams = body.startsWith('{') && JSON.parse(body).stream === true;
  if (pathname === '/echo') {
    json(res, 200, { method: req.method, query: [...searchParams], headers: req.headers, body });
  } else if (pathname.startsWith('/status/')) {
    json(res, Number(pathname.slice('/status/'.length)), {});
  } else if (pathname === '/openai/chat/completions') {
    const choice = (content) => ({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content }, delta: { content }, finish_reason: 'stop' }] });
    if (streams) events(res, [['', choice('a')], ['', choice('é')], ['', '[DONE]']]);
    else json(res, 200, choice('hello'));
  } else if (pathname === '/anthropic/v1/messages') {
    if (streams) {
      events(res, [
        ['message_start', { type: 'message_start', message: message([]) }],
        ['content_block_start', { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }],
        ['content_block_delta', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hé' } }],
        ['content_block_stop', { type: 'content_block_stop', index: 0 }],
        ['message_delta', { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } }],
        ['message_stop', { type: 'message_stop' }],
      ]);
    } else json(res, 200, message([{ type: 'text', text: 'hello' }]));
  } else if (pathname === '/v1/customers') {
    json(res, 200, { object: 'customer', sent: body });
  } else if (pathname.startsWith('/s3/')) {
    s3(req, res, pathname.split('/')[2], searchParams);
  } else {
    json(res, 404, { error: { type: 'not_found_error', message: 'none' } });
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
