// The servers of a scenario by turns: how many requests a second each answers, and what a request costs it where all get as many.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.mjs';
import { isSteady } from './figures.mjs';
import { withFolder } from './processes.mjs';
import { report, scaling } from './report.mjs';
import { DEFAULT_CORES, SCENARIOS } from './scenarios.mjs';
import { variants } from './servers.mjs';
import { bytesOf, stand } from './standing.mjs';
import { order } from './turns.mjs';

// Steady are so many windows of so many seconds in which a request costs the same, to so many hundredths.
const WINDOW_SECONDS = 3;
const WINDOWS = 4;
const PERCENT = 4;

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./servers.mjs').Server} Server */
/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./standing.mjs').Standing} Standing */
/** @typedef {import('./load.mjs').Load & import('./standing.mjs').Cost & { cores: number }} Turn */
/** What a server did in a round: as many requests as it could, and so many a second. `grown` is what its database's file has grown by, in KB.
 * @typedef {{ most: Turn, paced: Turn, memory: number, grown: number }} Sample */
/** Its samples, by the round. @typedef {{ server: string, version: string, samples: Sample[] }} Result */
/** @typedef {{ server: string, reason: string }} Absence */
/** @typedef {{ serverCpus: string, wrkCpus: string, rate: number, results: Result[], missing: Absence[] }} Pass */

/** @param {string} name @param {Options} options @param {(text: string) => void} progress */
export async function throughput(name, options, progress) {
  const scenario = SCENARIOS[name];
  const { serverCpus = '0', wrkCpus = '1' } = options;
  const cpus = options.serverCpus || options.wrkCpus ? [{ serverCpus, wrkCpus }] : (scenario.cores ?? DEFAULT_CORES);
  const passes = [];
  for (const where of cpus) passes.push(await pass(scenario, { ...options, ...where }, progress));
  if (options.chart) writeFileSync(options.chart, chart(`bench/compare ${name}`, passes[0]));
  const texts = passes.map((pass) => report(pass, scenario.visitors !== undefined));
  return { data: passes, text: [...texts, ...scaling(passes)].join('\n\n') };
}

/** @typedef {Options & { serverCpus: string, wrkCpus: string }} Pinned */
/** @typedef {{ server: Server, standing: Standing, samples: Sample[] }} Running */

/**
 * All servers run from the first round to the last, and all but the one that is asked stand still: what a JVM has yet to compile, or to collect, it does
 * in its own turns. So no server has a quieter minute than the others, and a round is a pair of any two of them.
 * @param {Scenario} scenario
 * @param {Pinned} options
 * @param {(text: string) => void} progress
 * @returns {Promise<Pass>}
 */
const pass = (scenario, options, progress) =>
  withFolder(async (folder) => {
    const { serverCpus, wrkCpus, rounds, duration } = options;
    const rate = options.fixedRate ? options.rate : scenario.rate;
    const all = [
      ...variants(options).map(({ name, args }) => scenario.annex(name, args)),
      ...scenario.others.filter((server) => options.includes(server.name)),
    ];
    /** @type {Running[]} */
    const running = [];
    /** @type {Absence[]} */
    const missing = [];
    /** @param {Server} server @param {() => Promise<void>} work */
    const orMissing = async (server, work) => {
      try {
        await work();
      } catch (error) {
        missing.push({ server: server.name, reason: /** @type {Error} */ (error).message });
      }
    };
    const where = `server on core ${serverCpus}`;
    try {
      for (const server of all) {
        await orMissing(server, async () => {
          const own = join(folder, server.name);
          mkdirSync(own);
          progress(`${where}, ${server.name} starts`);
          const standing = await stand(server, scenario, options, own);
          running.push({ server, standing, samples: [] });
          compare(server, running);
          await warmUp(standing, options.warmup, rate, (text) => progress(`${where}, ${server.name} warms up: ${text}`));
          standing.program.standStill();
        });
      }
      for (let round = 1; round <= rounds; round++) {
        for (const { server, standing, samples } of order(running, round)) {
          if (missing.some((one) => one.server === server.name)) continue;
          progress(`${where}, round ${round} of ${rounds}, ${server.name}`);
          await orMissing(server, async () => {
            standing.program.goOn();
            const paced = await standing.atRate(duration, rate);
            const grown = standing.grown();
            const most = await standing.most(duration);
            samples.push({ most, paced, memory: standing.program.usage().memory, grown: grown() });
            standing.program.standStill();
          });
        }
      }
    } finally {
      for (const { standing } of running) await standing.stop();
    }
    const results = running
      .filter(({ server }) => !missing.some((one) => one.server === server.name))
      .map(({ server, samples }) => ({ server: server.name, version: server.version(), samples }));
    return { serverCpus, wrkCpus, rate, results, missing };
  });

/** Fails where it has to answer as another one does, and does not. @param {Server} server @param {Running[]} running */
function compare({ name, bytesAs }, running) {
  const [own, other] = [name, bytesAs].map((each) => running.find(({ server }) => server.name === each)?.standing.answer);
  if (own && other && bytesOf(own) !== bytesOf(other)) throw new Error(`answer: ${bytesOf(own)} (expected: as ${bytesAs}, ${bytesOf(other)})`);
}

/**
 * Until a request costs the same for some seconds, and at most so many seconds.
 * @param {Standing} standing @param {number} most @param {number} rate @param {(text: string) => void} progress
 */
async function warmUp(standing, most, rate, progress) {
  const costs = [];
  for (let left = most; left > 0 && !isSteady(costs, WINDOWS, PERCENT); left -= WINDOW_SECONDS) {
    const { cpu, failed } = await standing.most(Math.min(left, WINDOW_SECONDS));
    costs.push(cpu);
    progress(`${cpu.toFixed(1)} µs a request${failed > 0 ? `, ${failed} failed` : ''}`);
  }
  // The other pattern of the rounds.
  await standing.atRate(1, rate, 1);
}
