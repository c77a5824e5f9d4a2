// An open-loop load generator: node steady.mjs URL RATE SECONDS
//
// Requests go out on a fixed schedule, whether or not earlier ones have been answered, and each is timed from the moment
// when it was due. So a server that stalls is charged for every request that came in meanwhile, where a closed loop (wrk)
// would just send fewer: the "coordinated omission" that makes stalls disappear from percentiles.
//
// Near the due time it spins on setImmediate instead of a timer: timers are only good to a millisecond, which is as much
// as what is measured. That takes a core.
import { Agent, get } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { percentile } from './figures.mjs';

const LEAD_IN_SECONDS = 2; // not counted: opens connections, and lets V8 compile this file

const [, , url, rate, seconds] = process.argv;
const agent = new Agent({ keepAlive: true });

/** Gives the time of the last byte, or undefined for anything but a 2xx. @returns {Promise<number | undefined>} */
const send = () =>
  new Promise((resolve) => {
    const call = get(url, { agent, timeout: 30_000 }, (response) => {
      const good = response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300;
      response.resume().on('end', () => resolve(good ? performance.now() : undefined));
      response.on('error', () => resolve(undefined));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
  });

/** @param {number} count */
async function run(count) {
  const start = performance.now();
  const pending = [];
  for (let i = 0; i < count; i++) {
    const due = start + (i * 1000) / Number(rate);
    while (performance.now() < due) await turn();
    pending.push(send().then((end) => end && end - due));
  }
  return Promise.all(pending);
}

await run(Number(rate) * LEAD_IN_SECONDS);
const times = await run(Number(rate) * Number(seconds));
const answered = times.filter((time) => time !== undefined);
agent.destroy();

console.log(
  JSON.stringify({
    requests: times.length,
    perSecond: Number(rate),
    p50: percentile(answered, 50),
    p99: percentile(answered, 99),
    failed: times.length - answered.length,
  }),
);
