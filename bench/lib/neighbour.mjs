// The scenario neighbour: one add-on's latency while another one, on the same server, loops for ever on every request.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { medians, ms, number, ratio, table } from './figures.mjs';
import { steady, wrk } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const LOOP_CONNECTIONS = 4;
const LOOP_LEAD_SECONDS = 2;
const LOOP_EXTRA_SECONDS = 8; // so that the looping begins before, and ends after, all that steady.mjs does

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const neighbour = (options, progress) =>
  eachVariant(options, progress, (args, progress) => rounds(args, options, progress), (measured) => describe(measured, options.rate));

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
async function rounds(args, options, progress) {
  /** @type {Sample[]} */
  const samples = [];
  for (let round = 1; round <= options.rounds; round++) {
    progress(`round ${round} of ${options.rounds}`);
    samples.push(await measure(args, options));
  }
  return { samples, median: medians(samples) };
}

/** @param {string[]} args @param {import('./options.mjs').Options} options */
const measure = (args, { serverCpus = '0', wrkCpus: cpus = '1', warmup, duration: seconds, connections, rate }) =>
  withFolder(async (folder) => {
    const port = await freePort();
    const quiet = `http://127.0.0.1:${port}/rest-api/route/user/123`;
    const loop = `http://127.0.0.1:${port}/rest-api/loop/`;
    const addons = [join(ADDONS, 'route'), join(ADDONS, 'loop')];
    const program = new Program({ ...annexCommand(addons, port, folder, args), cpus: serverCpus });
    try {
      await program.printed(READY);
      await wrk(quiet, { seconds: warmup, connections, cpus });
      const alone = await steady(quiet, { seconds, rate, cpus });

      const [looped, [disturbed, cores]] = await Promise.all([
        wrk(loop, { seconds: seconds + LOOP_EXTRA_SECONDS, connections: LOOP_CONNECTIONS, cpus }),
        sleep(LOOP_LEAD_SECONDS * 1000).then(() => program.busy(() => steady(quiet, { seconds, rate, cpus }))),
      ]);

      return {
        aloneP50: alone.p50,
        aloneP99: alone.p99,
        p50: disturbed.p50,
        p99: disturbed.p99,
        ratio: disturbed.p99 / alone.p99,
        failed: alone.failed + disturbed.failed,
        loops: looped.requests,
        loopStatus: (await request(loop)).status,
        cores,
      };
    } finally {
      await program.stop();
    }
  });

/** @typedef {Awaited<ReturnType<typeof measure>>} Sample */

/** @param {{ server: string, samples: Sample[], median: Sample }[]} measured @param {number} rate */
function describe(measured, rate) {
  const head = ['server', 'alone p50', 'p99', 'beside a loop p50', 'p99', 'p99 ÷ alone', 'failed', 'loops answered', 'with', 'cores busy'];
  const rows = measured.map(({ server, samples, median }) => [
    server,
    ms(median.aloneP50),
    ms(median.aloneP99),
    ms(median.p50),
    ms(median.p99),
    ratio(median.ratio),
    number(samples.reduce((sum, sample) => sum + sample.failed, 0)),
    number(median.loops),
    `${median.loopStatus}`,
    number(median.cores, 2),
  ]);
  return [`One add-on at ${rate} requests/s, alone and beside one that loops for ever:`, table(head, rows)];
}
