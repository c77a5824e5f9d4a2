// An open-loop load generator: node --no-opt steady.mjs URL RATE SECONDS [rests]
//
// Requests go out on a fixed schedule, whether or not earlier ones have been answered, and each is timed from the moment
// when it was due. So a server that stalls is charged for every request that came in meanwhile, where a closed loop (wrk)
// would just send fewer: the "coordinated omission" that makes stalls disappear from percentiles.
//
// It waits by spinning on setImmediate: timers are only good to a millisecond, which is more than what is measured. That takes
// a core. Without --no-opt, V8 compiles on that core too, and holds up one request in a hundred by a time slice of 2 to 4 ms.
// With "rests" it takes timers all the same: for where the server needs that core, and whole milliseconds are asked for.
import { Agent, get } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './figures.mjs';

const LEAD_IN_SECONDS = 3; // not counted: connections are opened, and V8 warms up

const url = process.argv[2];
const [rate, seconds] = process.argv.slice(3, 5).map(Number);
const wait = process.argv[5] === 'rests' ? sleep : turn;
const agent = new Agent({ keepAlive: true });

/** How often what went wrong. @type {Record<string, number>} */
const reasons = {};

/** Gives the time of the last byte, or undefined for anything but a 2xx. @returns {Promise<number | undefined>} */
const send = () =>
  new Promise((resolve) => {
    const failed = (/** @type {string | number | undefined} */ reason) => {
      reasons[`${reason}`] = (reasons[`${reason}`] ?? 0) + 1;
      resolve(undefined);
    };
    const call = get(url, { agent, timeout: 30_000 }, (response) => {
      const good = response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300;
      response.resume().on('end', () => (good ? resolve(performance.now()) : failed(response.statusCode)));
      response.on('error', (error) => failed(error.message));
    });
    call.on('timeout', () => call.destroy(new Error('no answer in 30 s')));
    call.on('error', (error) => failed(error.message));
  });

const times = [];
const start = performance.now();
for (let i = 0; i < rate * (LEAD_IN_SECONDS + seconds); i++) {
  const due = start + (i * 1000) / rate;
  while (performance.now() < due) await wait(due - performance.now());
  times.push(send().then((end) => end && end - due));
}
const counted = (await Promise.all(times)).slice(rate * LEAD_IN_SECONDS);
const answered = counted.filter((time) => time !== undefined);
agent.destroy();

console.log(
  JSON.stringify({
    requests: counted.length,
    perSecond: rate,
    p50: percentile(answered, 50),
    p99: percentile(answered, 99),
    failed: counted.length - answered.length,
    reasons,
  }),
);
