// The scenario etag: what the entity tag of an answer of 1 KB costs, beside what a request of the scenario route costs, in one server.
import { join } from 'node:path';
import { median, number, percentile, table } from './figures.mjs';
import { wrk } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const WAYS = /** @type {const} */ (['tagged', 'untagged', 'route']);

/** CPU time of a request in µs, by way. @typedef {Record<typeof WAYS[number], number>} Turn */

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const etag = (options, progress) =>
  eachVariant(options, progress, async (args, progress) => ({ turns: await measure(args, options, progress) }), (measured) => measured.map(describe));

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (args, { serverCpus = '0', wrkCpus: cpus = '1', warmup, duration: seconds, connections, pairs }, progress) =>
  withFolder(async (folder) => {
    const port = await freePort();
    const program = new Program({ ...annexCommand([join(ADDONS, 'etag'), join(ADDONS, 'route')], port, folder, args), cpus: serverCpus });
    const urls = { tagged: `http://127.0.0.1:${port}/etag/tagged/order`, untagged: `http://127.0.0.1:${port}/etag/untagged/order`, route: `http://127.0.0.1:${port}/rest-api/route/user/123` };
    try {
      await program.printed(READY);
      for (const way of WAYS) {
        const { status, headers } = await request(urls[way]);
        const tag = headers.etag;
        if (status !== 200 || (tag !== undefined) !== (way === 'tagged')) throw new Error(`${urls[way]}: status ${status}, etag: ${tag} (expected: one where it is tagged alone)`);
        progress(`warming up ${way}`);
        await wrk(urls[way], { connections, seconds: warmup, cpus });
      }
      const turns = [];
      for (let turn = 0; turn < pairs; turn++) {
        progress(`${turn + 1} of ${pairs}`);
        const costs = /** @type {Turn} */ ({});
        for (const way of turn % 2 ? WAYS : [...WAYS].reverse()) {
          const used = program.usage().cpu;
          const { requests, failed } = await wrk(urls[way], { connections, seconds, cpus });
          if (failed > 0) throw new Error(`${urls[way]}: ${failed} requests failed`);
          costs[way] = ((program.usage().cpu - used) * 1e6) / requests;
        }
        turns.push(costs);
      }
      return turns;
    } finally {
      await program.stop();
    }
  });

/** @param {{ server: string, turns: Turn[] }} measured */
function describe({ server, turns }) {
  const row = (/** @type {string} */ title, /** @type {number[]} */ values, /** @type {(value: number) => string} */ shown) => [title, shown(median(values)), shown(percentile(values, 25)), shown(percentile(values, 75))];
  const micros = (/** @type {number} */ value) => `${number(value, 2)} µs`;
  const percent = (/** @type {number} */ value) => `${number(100 * value, 1)} %`;
  return `CPU time for a request, ${turns.length} turns:\n\n${table(
    [server, 'median', 'quarter', 'three quarters'],
    [
      ...WAYS.map((way) => row(way, turns.map((turn) => turn[way]), micros)),
      row('the tag ÷ route', turns.map(({ tagged, untagged, route }) => (tagged - untagged) / route), percent),
    ],
  )}`;
}
