import { createServer } from 'node:http';
import { answer, host, port, prefix } from './endpoint.mjs';

const middleware = (next) => (req, res) => {
  res.setHeader('X-Bench', '1');
  next(req, res);
};

const route = (req, res) => {
  if (req.method !== 'GET' || !req.url.startsWith(prefix)) {
    res.writeHead(404).end();
    return;
  }
  const body = JSON.stringify(answer(decodeURIComponent(req.url.slice(prefix.length))));
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
};

createServer(middleware(route)).listen(port, host);
