// The scenario start: how long Annex takes from its start until it is ready, and what an idle add-on takes of memory.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mb, median, ms, number, table } from './figures.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { READY, annexCommand, copies } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const MANY = 41;
const MEMORY_ROUNDS = 3;
const SETTLE_SECONDS = 5;

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const start = (options, progress) =>
  eachVariant(options, progress, (args, progress) => rounds(args, options, progress), describe);

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
async function rounds(args, options, progress) {
  /** @type {Sample[]} */
  const one = [];
  /** @type {Sample[]} */
  const many = [];
  for (let round = 1; round <= options.rounds; round++) {
    progress(`start ${round} of ${options.rounds}`);
    one.push(await measure(1, args, options, round <= MEMORY_ROUNDS));
  }
  for (let round = 1; round <= MEMORY_ROUNDS; round++) {
    progress(`${MANY} add-ons, round ${round} of ${MEMORY_ROUNDS}`);
    many.push(await measure(MANY, args, options, true));
  }
  return { one, many };
}

/**
 * `ready` is the time from start to ready in ms; the memory, in MB, is read before and after every add-on has answered one request.
 * @typedef {{ ready: number, untouched?: number, asked?: number }} Sample
 */

/**
 * @param {number} count
 * @param {string[]} args
 * @param {import('./options.mjs').Options} options
 * @param {boolean} memory
 * @returns {Promise<Sample>}
 */
const measure = (count, args, options, memory) =>
  withFolder(async (folder) => {
    const names = copies('route', count, join(folder, 'addons'));
    const port = await freePort();
    const program = new Program({ ...annexCommand([join(folder, 'addons')], port, folder, args), cpus: options.serverCpus });
    try {
      const ready = await program.printed(READY);
      if (!memory) return { ready };
      await sleep(SETTLE_SECONDS * 1000);
      const untouched = program.usage().memory;
      for (const name of names) {
        const { status } = await request(`http://127.0.0.1:${port}/rest-api/${name}/user/123`);
        if (status !== 200) throw new Error(`${name}: status: ${status} (expected: 200)`);
      }
      await sleep(SETTLE_SECONDS * 1000);
      return { ready, untouched, asked: program.usage().memory };
    } finally {
      await program.stop();
    }
  });

/** @param {{ server: string, one: Sample[], many: Sample[] }[]} measured */
function describe(measured) {
  const times = ['server', 'starts', 'median', 'lowest', 'highest', `with ${MANY} add-ons`];
  const memory = ['server', 'memory', '1 add-on', `${MANY} add-ons`, 'an add-on'];

  const timeRows = measured.map(({ server, one, many }) => {
    const ready = one.map((sample) => sample.ready);
    const more = many.map((sample) => sample.ready);
    return [server, number(one.length), ms(median(ready)), ms(Math.min(...ready)), ms(Math.max(...ready)), ms(median(more))];
  });
  const memoryRows = measured.flatMap(({ server, one, many }) =>
    /** @type {const} */ (['untouched', 'asked']).map((when) => {
      const of = (/** @type {Sample[]} */ samples) => median(samples.flatMap((sample) => sample[when] ?? []));
      const label = when === 'asked' ? 'after a request to each' : 'when started';
      return [server, label, mb(of(one)), mb(of(many)), mb((of(many) - of(one)) / (MANY - 1))];
    }),
  );
  return [
    `From start to "${READY}":`,
    table(times, timeRows),
    `Resident memory, ${SETTLE_SECONDS} s later:`,
    table(memory, memoryRows),
  ];
}
