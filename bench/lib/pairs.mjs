// What a request costs, in CPU time, on this build and on the one before, by turns.
import { median, number, percentile, ratio, table } from './figures.mjs';
import { withFolder } from './processes.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { stand } from './standing.mjs';

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** A server that runs, and what CPU time a request costs it, in µs.
 * @typedef {{ cost: (seconds: number) => Promise<number>, stop: () => Promise<void> }} Running */
/** What both cost, in µs, one after the other. @typedef {{ now: number, before: number, ratio: number }} Pair */

/**
 * Both builds run all the time, on the same core, and only one of them is asked at a time, for a few seconds: a machine that changes its speed
 * does so for both members of most pairs. Every other pair begins with the other build. What a JVM has compiled, and where, differs from start to
 * start by more than that, so each round starts both anew.
 * @param {string} name @param {Options} options @param {(text: string) => void} progress
 */
export async function pairs(name, options, progress) {
  const rounds = Math.min(options.rounds, options.pairs);
  /** @type {Pair[][]} */
  const measured = [];
  for (let round = 1; round <= rounds; round++) {
    const many = Math.floor((options.pairs * round) / rounds) - Math.floor((options.pairs * (round - 1)) / rounds);
    measured.push(await oneRound(name, options, many, (text) => progress(`round ${round} of ${rounds}: ${text}`)));
  }
  return { data: measured, text: describe(name, measured) };
}

/** @param {string} name @param {Options} options @param {number} many @param {(text: string) => void} progress @returns {Promise<Pair[]>} */
const oneRound = (name, options, many, progress) =>
  withFolder((now) =>
    withFolder(async (before) => {
      const scenario = SCENARIOS[name];
      const running = [await start(scenario, options, now, undefined)];
      try {
        running.push(await start(scenario, options, before, options.before));
        for (const [index, server] of running.entries()) {
          progress(`warming up ${index === 0 ? 'this build' : 'the one before'}`);
          await server.cost(options.warmup);
        }
        const measured = [];
        for (let pair = 1; pair <= many; pair++) {
          progress(`pair ${pair} of ${many}`);
          const costs = [0, 0];
          for (const index of pair % 2 ? [0, 1] : [1, 0]) costs[index] = await running[index].cost(options.duration);
          measured.push({ now: costs[0], before: costs[1], ratio: costs[0] / costs[1] });
        }
        return measured;
      } finally {
        for (const server of running) await server.stop();
      }
    }),
  );

/** @param {Scenario} scenario @param {Options} options @param {string} folder @param {string | undefined} build @returns {Promise<Running>} */
async function start(scenario, options, folder, build) {
  const { serverCpus = '0', wrkCpus = '1', connections } = options;
  const server = scenario.annex('annex', options.variants[0]?.args ?? []);
  const { atRate, most, stop, url } = await stand(server, scenario, { serverCpus, wrkCpus, connections }, folder, build);
  const cost = async (/** @type {number} */ seconds) => {
    const { cpu, failed } = options.fixedRate ? await atRate(seconds, options.rate) : await most(seconds);
    if (failed > 0) throw new Error(`${url}: ${failed} requests failed`);
    return cpu;
  };
  return { cost, stop };
}

/** @param {string} name @param {Pair[][]} rounds */
function describe(name, rounds) {
  const measured = rounds.flat();
  const micros = (/** @type {number} */ value) => `${number(value, 2)} µs`;
  const of = (/** @type {keyof Pair} */ key) => measured.map((pair) => pair[key]);
  const row = (/** @type {string} */ title, /** @type {number[]} */ values, /** @type {(value: number) => string} */ shown) => [
    title,
    shown(median(values)),
    shown(percentile(values, 25)),
    shown(percentile(values, 75)),
  ];
  const ofRounds = rounds.map((round) => ratio(median(round.map((pair) => pair.ratio)))).join(', ');
  return `CPU time for a request, ${name}, ${measured.length} pairs:\n\n${table(
    ['', 'median', 'quarter', 'three quarters'],
    [row('this build', of('now'), micros), row('the one before', of('before'), micros), row('now ÷ before', of('ratio'), (value) => ratio(value))],
  )}\n\nThe ratio's median in each round: ${ofRounds}`;
}
