// The peer of the scenario crypto: Node, with the file that the add-on has too.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const [port] = process.argv.slice(2);
const { rate } = createRequire(import.meta.url)('../addons/crypto/uses.js');

createServer(async (req, res) => {
  const { searchParams } = new URL(req.url, 'http://localhost');
  const body = JSON.stringify({ rate: await rate(searchParams.get('name'), Number(searchParams.get('ms'))) });
  res.writeHead(200, { 'content-type': 'application/json' }).end(body);
}).listen(Number(port), '127.0.0.1');
