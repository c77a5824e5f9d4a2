// The scenario timers: what a thousand add-ons with an hourly timer cost while none is due, and how long a full hour takes them.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, ms, number, percentile, table } from './figures.mjs';
import { metric, sum, until } from './metrics.mjs';
import { Program, freePort, withFolder } from './processes.mjs';
import { READY, annexCommand, copies } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const START_SECONDS = 3600;
const SETTLE_SECONDS = 10;
/** From when a server is started to when its clock shows a full hour: as long, and so often as long as it takes to start. */
const HOUR_IN_SECONDS = 20;
const HOUR_IN_STARTS = 3;

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const timers = (options, progress) =>
  eachVariant(options, progress, (args, progress) => measure(args, options, progress), (measured) => describe(measured, options));

/** Add-ons of a kind in a folder, and the server that has them. @typedef {{ folder: string, kind: string }} Set */

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (args, options, progress) =>
  withFolder(async (folder) => {
    const { addons = 1000, duration, rounds } = options;
    /** @type {Set[]} */
    const sets = ['timer', 'route'].map((kind) => ({ kind, folder: join(folder, kind) }));
    const firsts = [];
    for (const { kind, folder: own } of sets) {
      copies(kind, addons, join(own, 'addons'));
      progress(`${addons} add-ons of "${kind}" load`);
      const { program, ready } = await started(own, args, options, afterHours());
      firsts.push(ready);
      await program.stop();
    }

    // Both rest at the same time, on the same machine, so whatever else it does is there for both.
    const both = [];
    try {
      for (const { kind, folder: own } of sets) {
        progress(`${addons} add-ons of "${kind}" start again`);
        both.push(await started(own, args, options, afterHours()));
      }
      for (const { port } of both) await until('no add-on has a worker', async () => (await sum(port, 'annex_workers')) === 0);
      await sleep(SETTLE_SECONDS * 1000);
      const rest = [];
      for (let round = 1; round <= rounds; round++) {
        progress(`rest, round ${round} of ${rounds}`);
        const before = both.map(({ program }) => program.usage().cpu);
        await sleep(duration * 1000);
        rest.push(both.map(({ program }, index) => ((program.usage().cpu - before[index]) * 1000) / duration));
      }
      const evaluated = await sum(both[0].port, 'annex_evaluated');
      const again = both.map(({ ready }) => ready);
      for (const { program } of both.splice(0)) await program.stop();
      return { addons, firsts, again, rest, evaluated, hour: await fullHour(sets[0].folder, args, options, again[0], progress) };
    } finally {
      for (const { program } of both) await program.stop();
    }
  });

/** A zone whose clocks show a full hour in so many seconds. @param {number} seconds */
function zone(seconds) {
  const offset = 3600 - ((Math.floor(Date.now() / 1000) + seconds) % 3600);
  const two = (/** @type {number} */ value) => `${value}`.padStart(2, '0');
  return `+${two(Math.floor(offset / 3600))}:${two(Math.floor((offset % 3600) / 60))}:${two(offset % 60)}`;
}

/** One in which the next hour is far. */
const afterHours = () => zone(3540);

/** @param {string} folder @param {string[]} args @param {import('./options.mjs').Options} options @param {string} timezone */
async function started(folder, args, { serverCpus: cpus }, timezone) {
  const port = await freePort();
  const command = annexCommand([join(folder, 'addons')], port, folder, args);
  const program = new Program({ ...command, env: { ...command.env, ANNEX_TIMEZONE: timezone }, cpus });
  try {
    return { program, port, ready: await program.printed(READY, START_SECONDS) };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/** @param {string} folder @param {string[]} args @param {import('./options.mjs').Options} options @param {number} start in ms
 * @param {(text: string) => void} progress */
async function fullHour(folder, args, options, start, progress) {
  const seconds = HOUR_IN_SECONDS + Math.ceil((HOUR_IN_STARTS * start) / 1000);
  progress(`the full hour is in ${seconds} s`);
  const { program, port, ready } = await started(folder, args, options, zone(seconds));
  try {
    const { addons = 1000 } = options;
    if (ready > seconds * 1000) throw new Error(`ready after ${ms(ready)} (expected: before the full hour, ${seconds} s)`);
    let cells = 0;
    const before = program.usage().cpu;
    await until('all timers have run', async () => {
      cells = Math.max(cells, await sum(port, 'annex_cells'));
      const runs = await sum(port, 'annex_timer_runs_total');
      progress(`the full hour: ${runs} of ${addons} have run, ${cells} cells at most`);
      return runs >= addons;
    });
    const late = (await metric(port, 'annex_timer_lateness_seconds')).map((seconds) => seconds * 1000);
    const [spread] = await metric(port, 'annex_timer_spread_seconds');
    const [most] = await metric(port, 'annex_cells_max');
    return { spread: spread * 1000, late, cells, most, cpu: (program.usage().cpu - before) * 1000 };
  } finally {
    await program.stop();
  }
}

/** @param {(Awaited<ReturnType<typeof measure>> & { server: string })[]} measured @param {import('./options.mjs').Options} options */
function describe(measured, { duration }) {
  return measured.flatMap(({ server, addons, firsts, again, rest, evaluated, hour }) => {
    const row = (/** @type {string} */ title, /** @type {0 | 1} */ set) => {
      const used = rest.map((round) => round[set]);
      return [title, ms(firsts[set]), ms(again[set]), `${number(median(used), 1)} ms`, `${number(Math.min(...used), 1)} – ${number(Math.max(...used), 1)} ms`];
    };
    return [
      `${server}, ${number(addons)} add-ons of each kind; CPU in a second of rest, measured for ${duration} s at the same time:`,
      table(['add-ons', 'first start', 'next start', 'CPU a second', 'lowest – highest'], [row('with an hourly timer', 0), row('without', 1)]),
      `Evaluated by then, of those with a timer: ${evaluated}. The full hour, all of them cold, in cells of which at most ${hour.cells} lived at a time (bound: ${hour.most}):`,
      table(['spread', 'lateness, median', 'p99', 'most', 'CPU, the server and cells that live'], [[ms(hour.spread), ms(median(hour.late)), ms(percentile(hour.late, 99)), ms(Math.max(...hour.late)), ms(hour.cpu)]]),
    ];
  });
}
