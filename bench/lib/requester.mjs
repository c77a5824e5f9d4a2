// The scenario requester: the same call to another server, by the synchronous Requester and by fetch, in one add-on.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { user } from '../peers/user.mjs';
import { median, ms, number, table } from './figures.mjs';
import { wrk } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand, onNode } from './servers.mjs';
import { byTurns, ofWay, quotient } from './turns.mjs';
import { eachVariant } from './variants.mjs';

const WAYS = /** @type {const} */ (['requester', 'fetch']);

/** @typedef {import('./load.mjs').Load & { cpu: number }} Sample `cpu` of one request, in µs */

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const requester = (options, progress) =>
  eachVariant(options, progress, async (args, progress) => ({ pairs: await measure(args, options, progress) }), (measured) => describe(measured, options));

/**
 * Requester keeps its worker while it waits, so the add-on has a worker for each connection, for both ways.
 * @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress
 */
const measure = (args, { serverCpus = '0', wrkCpus: cpus = '1', warmup, duration: seconds, connections, pairs }, progress) =>
  withFolder(async (folder) => {
    const [port, upstreamPort] = [await freePort(), await freePort()];
    const config = join(folder, 'annex.yaml');
    writeFileSync(config, `limits: {workers: ${connections}}\ngrants: {networks: [127.0.0.1/32]}\n`);
    const upstream = new Program({ ...onNode('node', undefined, 'node.mjs', 'route').command(upstreamPort, folder), cpus });
    const called = `http://127.0.0.1:${upstreamPort}/user/123`;
    const program = new Program({ ...annexCommand([join(ADDONS, 'calls')], port, folder, ['--config', config, ...args]), cpus: serverCpus });
    const urls = WAYS.map((way) => `http://127.0.0.1:${port}/rest-api/calls/${way}?url=${encodeURIComponent(called)}`);
    try {
      await upstream.answers(called);
      await program.printed(READY);
      for (const url of urls) {
        const { body } = await request(url);
        if (body !== JSON.stringify(user('123'))) throw new Error(`${url}: body: ${body.slice(0, 200)} (expected: the user)`);
        progress('warming up');
        await wrk(url, { connections, seconds: warmup, cpus });
      }
      let turn = 0;
      return await byTurns(pairs, async (way) => {
        progress(`${++turn} of ${2 * pairs}, ${WAYS[way]}`);
        const used = program.usage().cpu;
        const load = await wrk(urls[way], { connections, seconds, cpus });
        return { ...load, cpu: ((program.usage().cpu - used) * 1e6) / load.requests };
      });
    } finally {
      await program.stop();
      await upstream.stop();
    }
  });

/** @param {{ server: string, pairs: [Sample, Sample][] }[]} measured @param {import('./options.mjs').Options} options */
function describe(measured, { connections, pairs: many }) {
  const texts = measured.map(({ server, pairs }) => {
    const rows = WAYS.map((way, index) => {
      const of = (/** @type {(sample: Sample) => number} */ field) => ofWay(pairs, index === 0 ? 0 : 1, field);
      const rates = of((sample) => sample.perSecond);
      return [
        way,
        number(median(rates)),
        `${number(Math.min(...rates))} – ${number(Math.max(...rates))}`,
        ms(median(of((sample) => sample.p50))),
        `${number(median(of((sample) => sample.cpu)))} µs`,
        number(of((sample) => sample.failed).reduce((a, b) => a + b, 0)),
      ];
    });
    const head = [server, 'requests/s', 'lowest – highest', 'p50', 'CPU a request', 'failed'];
    return `${table(head, rows)}\n\nRequester ÷ fetch, in each pair, median (quarters): throughput ${quotient(pairs, (sample) => sample.perSecond)}, asked 0.8; CPU ${quotient(pairs, (sample) => sample.cpu)}`;
  });
  return [`One call to a local server in each request, ${connections} connections and as many workers, ${many} pairs:`, ...texts];
}
