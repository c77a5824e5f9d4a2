// What clients among the packages talk to; prints its address, and ends with its standard input.
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
  } else {
    json(res, 404, { error: { type: 'not_found_error', message: 'none' } });
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
