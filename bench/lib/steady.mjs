// An open-loop load generator: node --no-opt steady.mjs '{"url", "rate", "seconds", "connections", "request", "rests"}'
//
// Requests go out on a fixed schedule, whether or not earlier ones have been answered, and each is timed from the moment
// when it was due. So a server that stalls is charged for every request that came in meanwhile, where a closed loop (wrk)
// would just send fewer: the "coordinated omission" that makes stalls disappear from percentiles. A request that is due when
// all connections wait for an answer goes out on the next that has one, and is timed from when it was due all the same.
//
// It writes bytes that were made once and looks for no more than the end of an answer, so that some ten thousand requests a
// second take a small part of its core. It waits by spinning on setImmediate: timers are only good to a millisecond, which is
// more than what is measured. That takes the rest of the core. Without --no-opt, V8 compiles on that core too, and holds up one
// request in a hundred by a time slice of 2 to 4 ms. With "rests" it takes timers all the same: for where the server needs
// that core, and whole milliseconds are asked for.
import { connect } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Answers } from './answers.mjs';
import { percentile } from './figures.mjs';

const MOST_WAIT_MS = 30_000;

/** @typedef {{ url: string, rate: number, seconds: number, lead: number, connections: number, request?: import('./load.mjs').Request, rests?: boolean }} Asked */

/** @type {Asked} */
const { url, rate, seconds, lead, connections, request, rests } = JSON.parse(process.argv[2]);
const { hostname, port, host, pathname, search } = new URL(url);
/** @type {(ms: number) => Promise<unknown>} */
const wait = rests ? (ms) => sleep(ms) : () => turn();

/** How often what went wrong. @type {Record<string, number>} */
const reasons = {};
/** When each was answered well, by its number. @type {(number | undefined)[]} */
const ends = [];
let [sent, done, cookie] = [0, 0, 0];
/** Connections that wait for nothing. @type {Line[]} */
const free = [];
/** Numbers of requests that are due and have no connection. @type {number[]} */
const late = [];

const body = request?.body ?? '';
const fields = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
const head = `${request?.method ?? 'GET'} ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${fields.join('')}${length}`;
/** One for each visitor. */
const messages = (request?.cookies ?? ['']).map((each) => Buffer.from(`${head}${each && `cookie: ${each}\r\n`}\r\n${body}`));

/** @typedef {{ send: (number: number) => void }} Line */

/** Opens a connection; one that ends is opened anew. */
function open() {
  /** @type {number | undefined} */
  let current;
  let since = 0;
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const finished = (/** @type {string | undefined} */ reason) => {
    if (current === undefined) return;
    if (reason === undefined) ends[current] = performance.now();
    else reasons[reason] = (reasons[reason] ?? 0) + 1;
    current = undefined;
    done++;
  };
  const answers = new Answers((status) => {
    finished(status >= 200 && status < 300 ? undefined : `${status}`);
    ready();
  });
  /** @type {Line} */
  const line = {
    send(number) {
      current = number;
      since = performance.now();
      socket.write(messages[cookie++ % messages.length]);
    },
  };
  const ready = () => {
    const next = late.shift();
    if (next === undefined) free.push(line);
    else line.send(next);
  };
  const watch = setInterval(() => current !== undefined && performance.now() - since > MOST_WAIT_MS && socket.destroy(new Error('no answer in 30 s')), 1000).unref();
  let why = 'closed by the server';
  socket.on('connect', ready);
  socket.on('data', (piece) => {
    try {
      answers.add(piece);
    } catch (error) {
      socket.destroy(/** @type {Error} */ (error));
    }
  });
  socket.on('error', (error) => (why = error.message));
  socket.on('close', () => {
    clearInterval(watch);
    const index = free.indexOf(line);
    if (index >= 0) free.splice(index, 1);
    finished(why);
    if (sent < all) setTimeout(open, 10);
  });
}

const all = Math.round(rate * (lead + seconds));
const counted = Math.round(rate * lead);
for (let i = 0; i < connections; i++) open();

/** @type {number[]} */
const dues = [];
const start = performance.now();
while (sent < all) {
  const due = start + (sent * 1000) / rate;
  while (performance.now() < due) await wait(due - performance.now());
  dues.push(due);
  const line = free.shift();
  if (line) line.send(sent);
  else late.push(sent);
  sent++;
}
const limit = performance.now() + MOST_WAIT_MS;
while (done < all && performance.now() < limit) await sleep(1);

const times = dues.flatMap((due, number) => {
  const end = ends[number];
  return number < counted || end === undefined ? [] : [end - due];
});
const requests = all - counted;
console.log(JSON.stringify({ requests, sent: all, perSecond: rate, p50: percentile(times, 50), p99: percentile(times, 99), failed: requests - times.length, reasons }));
process.exit();
