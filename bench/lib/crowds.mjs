// The crowds of bench/bounds. Run as a program, this is one of them: node crowds.mjs NAME COUNT PORT, with a channel to whoever started it.
//
// A crowd is somewhere else in truth, so what it costs to be one must not be taken from the server that is measured: it runs at a low priority, and has
// what is left of the processors.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ARRIVAL_SECONDS = 20;
const ADDRESSES = 16;
const UPLOAD = 60_000_000;
export const PATH = '/rest-api/bounds';

/** A client of the crowd is one socket. @typedef {import('node:net').Socket} Socket */

/** `waits`: it is honest, and is waited for. @type {{ name: string, count: number, does: (socket: Socket) => Promise<void> | void, waits?: boolean }[]} */
export const CROWDS = [
  {
    name: 'do not read their answers of 5 MB',
    count: 1000,
    does: (socket) => void socket.write(`GET ${PATH}/big HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  },
  {
    name: 'announce 10 MB and send nothing',
    count: 1000,
    does: (socket) => void socket.write(`POST ${PATH}/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 10000000\r\n\r\n`),
  },
  { name: 'upload 60 MB', count: 100, does: upload, waits: true },
  { name: 'connect and say nothing', count: 10_000, does: () => {} },
];

/** A form with one file, to its answer. @param {Socket} socket @returns {Promise<void>} */
async function upload(socket) {
  const begin = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: image/png\r\n\r\n';
  const end = '\r\n--b--\r\n';
  const piece = Buffer.alloc(100_000, 'x');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => (answer += text));
  socket.resume();
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(
    `POST ${PATH}/body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
      `Content-Length: ${begin.length + UPLOAD + end.length}\r\n\r\n${begin}`,
  );
  for (let sent = 0; sent < UPLOAD && !socket.destroyed; sent += piece.length) {
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  if (!socket.destroyed) socket.write(end);
  await closed;
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer.split('\r\n')[0] || 'closed without an answer');
}

/** Connects from one of some addresses, as a crowd would. @param {number} port @param {number} index @returns {Promise<Socket | undefined>} */
const arrive = (port, index) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (index % ADDRESSES)}` });
    socket.pause();
    socket.on('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });

/**
 * Lets a crowd come. `done` tells how many failed, and why, once all have come and the honest ones have been answered; whoever is left
 * goes at `leave`.
 * @param {string} name
 * @param {number} count
 * @param {number} port
 */
export function send(name, count, port) {
  const child = fork(fileURLToPath(import.meta.url), [name, `${count}`, `${port}`]);
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  /** @type {Promise<{ failed: number, reasons: Record<string, number> }>} */
  const done = Promise.race([
    once(child, 'message').then(([said]) => said),
    ended.then(([code]) => Promise.reject(new Error(`the crowd ended by itself: ${code}`))),
  ]);
  return {
    done,
    leave: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** @param {string} name @param {number} count @param {number} port */
async function be(name, count, port) {
  setPriority(constants.priority.PRIORITY_LOW);
  const left = once(process, 'disconnect');
  const crowd = CROWDS.find((each) => each.name === name);
  if (!crowd) throw new Error(`no crowd that ${name}`);
  /** @type {Record<string, number>} */
  const reasons = {};
  /** @type {Promise<void>[]} */
  const work = [];
  let failed = 0;
  const fails = (/** @type {string} */ why) => {
    failed++;
    reasons[why] = (reasons[why] ?? 0) + 1;
  };
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    const socket = await arrive(port, index);
    if (!socket) {
      fails('not connected');
      continue;
    }
    socket.on('error', () => {});
    work.push(Promise.resolve(crowd.does(socket)).catch((error) => fails(error.message)));
    const due = begun + (index * ARRIVAL_SECONDS * 1000) / count;
    if (due > performance.now()) await sleep(due - performance.now());
  }
  await Promise.all(work);
  process.send?.({ failed, reasons });
  await left;
  process.exit(0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, count, port] = process.argv.slice(2);
  await be(name, Number(count), Number(port));
}
