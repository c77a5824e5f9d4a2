// Gives connections to Node's HTTP server, each in one piece, without a socket: what was sent comes in on standard input, each with its
// length before it, and a line for each goes out: the requests that it was read as, and how it ended.
import http from 'node:http';
import { Duplex } from 'node:stream';

/** So many turns of the loop come to all that is to come of what has been read. */
const TURNS = 4;
const ENDS = { HPE_INVALID_EOF_STATE: 'waits', HPE_CLOSED_CONNECTION: 'closed' };

class Connection extends Duplex {
  requests = [];
  ending = '';

  constructor() {
    super({ read() {}, write: (chunk, encoding, done) => done() });
    this.gone = new Promise((resolve) => this.on('close', resolve));
    this.on('error', () => {});
  }

  setTimeout() {
    return this;
  }

  ends(how) {
    this.ending ||= how;
  }
}

// What it would refuse by itself without telling us is refused here.
const server = http.createServer({ connectionsCheckingInterval: 2 ** 30, maxHeaderSize: 32 << 10, requireHostHeader: false });
for (const name of ['request', 'checkExpectation']) {
  server.on(name, (req, res) => {
    const connection = req.socket;
    if (req.httpVersion === '1.1' && req.headers.host === undefined) {
      connection.ends('refused');
    }
    const place = connection.ending ? -1 : connection.requests.push('') - 1;
    const body = [];
    req.on('data', (chunk) => body.push(chunk));
    req.on('error', () => {});
    req.on('end', () => {
      if (place >= 0) {
        connection.requests[place] = `${req.method} ${req.url} ${Buffer.concat(body).toString('base64')}`;
      }
      res.end();
    });
  });
}
server.on('clientError', (error, connection) => connection.ends(ENDS[error.code] ?? 'refused'));
server.on('connect', (req, connection) => connection.ends('refused'));

async function turns() {
  for (let i = 0; i < TURNS; i++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function read(bytes) {
  const connection = new Connection();
  server.emit('connection', connection);
  connection.push(bytes);
  await turns();
  if (!connection.ending && !connection.destroyed) {
    // The client goes.
    connection.push(null);
    await turns();
  }
  connection.destroy();
  await connection.gone;
  const incomplete = connection.requests.indexOf('');
  return { requests: incomplete < 0 ? connection.requests : connection.requests.slice(0, incomplete), end: connection.ending || 'closed' };
}

let input = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  input = Buffer.concat([input, chunk]);
  const waiting = [];
  while (input.length >= 4 && input.length >= 4 + input.readUInt32BE()) {
    const length = input.readUInt32BE();
    waiting.push(read(input.subarray(4, 4 + length)));
    input = input.subarray(4 + length);
  }
  process.stdout.write((await Promise.all(waiting)).map((each) => `${JSON.stringify(each)}\n`).join(''));
}
