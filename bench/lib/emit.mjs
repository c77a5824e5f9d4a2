// The scenario emit: how long an emit takes that many add-ons listen for, and until all have heard it, with cells and without.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms, number, table } from './figures.mjs';
import { sum, until } from './metrics.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { ADDONS, READY, annexCommand, copies } from './servers.mjs';
import { eachVariant } from './variants.mjs';

const IDLE_SECONDS = 20;
const START_SECONDS = 3600;
const MOST_AGAIN = 3;
const MOST_SECONDS = 240;

/** In ms: how long the emit took, when the last heard it, how many did not, and the CPU time of it all.
 * @typedef {{ took: number, heard: number, missed: number, cpu: number }} Sample */

/** @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
export const emit = (options, progress) =>
  eachVariant(options, progress, (args, progress) => measure(args, options, progress), (measured) => describe(measured, options));

/** @param {string[]} args @param {import('./options.mjs').Options} options @param {(text: string) => void} progress */
const measure = (args, { serverCpus: cpus, rounds, addons = 100 }, progress) =>
  withFolder(async (folder) => {
    const port = await freePort();
    copies('listener', addons, join(folder, 'addons'));
    const config = join(folder, 'annex.yaml');
    // The emitter has its cell all the time: what is measured is the others'.
    writeFileSync(config, `limits: {idle: ${IDLE_SECONDS} s, workers: 1}\naddons: {emitter: {limits: {idle: 1 h}}}\n`);
    const command = annexCommand([join(folder, 'addons'), join(ADDONS, 'emitter')], port, folder, ['--config', config, ...args]);
    const program = new Program({ ...command, cpus });
    let round = 0;
    const one = async () => {
      const number = ++round;
      const before = program.usage().cpu;
      const { status, body } = await request(`http://127.0.0.1:${port}/rest-api/emitter/${number}`);
      if (status !== 200) throw new Error(`emitter: ${status} ${body.slice(0, 300)} (expected: 200)`);
      const heard = new RegExp(`heard ${number} after (\\d+) ms`, 'g');
      const times = () => [...program.logged.matchAll(heard)].map(([, time]) => Number(time));
      const end = performance.now() + MOST_SECONDS * 1000;
      // Who could not be started for a long time does not hear it.
      await until('the end of the round', () => times().length >= addons || performance.now() > end);
      return { took: JSON.parse(body).took, heard: Math.max(...times()), missed: addons - times().length, cpu: (program.usage().cpu - before) * 1000 };
    };
    try {
      progress(`${addons} add-ons load`);
      await program.printed(READY, START_SECONDS);
      await request(`http://127.0.0.1:${port}/rest-api/emitter/0`);
      /** @type {{ cold: Sample[], live: Sample[] }} */
      const samples = { cold: [], live: [] };
      for (let turn = 1; turn <= rounds; turn++) {
        progress(`round ${turn} of ${rounds}, cold`);
        await until('no add-on but the emitter has a worker', async () => (await sum(port, 'annex_workers')) <= 1);
        samples.cold.push(await one());
        progress(`round ${turn} of ${rounds}, live`);
        // The first who heard it may have gone to rest again while the last had no cell yet.
        for (let again = 0; again < MOST_AGAIN && (await sum(port, 'annex_workers')) <= addons; again++) await one();
        for (let live = 0; live < 5; live++) samples.live.push(await one());
      }
      return samples;
    } finally {
      await program.stop();
    }
  });

/** @param {{ server: string, cold: Sample[], live: Sample[] }[]} measured @param {import('./options.mjs').Options} options */
function describe(measured, { addons = 100 }) {
  const rows = measured.flatMap((result) =>
    /** @type {const} */ (['live', 'cold']).map((when) => {
      const took = result[when].map((sample) => sample.took);
      const heard = result[when].map((sample) => sample.heard);
      return [
        `${result.server}, ${when}`,
        number(took.length),
        ms(median(took)),
        `${ms(Math.max(...took))}, 5 ms`,
        ms(median(heard)),
        `${ms(Math.max(...heard))}, ${when === 'live' ? '5' : '60'} s`,
        number(result[when].reduce((all, sample) => all + sample.missed, 0)),
        ms(median(result[when].map((sample) => sample.cpu))),
      ];
    }),
  );
  return [
    `An emit that ${addons} add-ons listen for; live: all have a cell, cold: none has:`,
    table(['server', 'emits', 'emit took', 'most, asked', 'all have heard', 'most, asked', 'missed', 'CPU, all processes'], rows),
  ];
}
