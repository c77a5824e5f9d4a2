// What a request costs, in CPU time, on this build and on the one before, by turns.
import { join } from 'node:path';
import { median, number, percentile, ratio, table } from './figures.mjs';
import { steady, wrk } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { onNode } from './servers.mjs';

const MOST_TRIES = 10;

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** A server that runs, and what CPU time a request costs it, in µs.
 * @typedef {{ cost: (seconds: number) => Promise<number>, stop: () => Promise<void> }} Running */
/** What both cost, in µs, one after the other. @typedef {{ now: number, before: number, ratio: number }} Pair */

/**
 * Both builds run all the time, on the same core, and only one of them is asked at a time, for a few seconds: a machine that changes its speed
 * does so for both members of most pairs. Every other pair begins with the other build. What a JVM has compiled, and where, differs from start to
 * start by more than that, so each round starts both anew.
 * @param {string} name @param {Options & { before: string }} options @param {(text: string) => void} progress
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

/** @param {string} name @param {Options & { before: string }} options @param {number} many @param {(text: string) => void} progress @returns {Promise<Pair[]>} */
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
  const { serverCpus = '0', wrkCpus: cpus = '1' } = options;
  const upstreamPort = await freePort();
  const upstream = scenario.upstream ? new Program({ ...onNode('node', undefined, 'node.mjs', 'route').command(upstreamPort, folder), cpus }) : undefined;
  const port = await freePort();
  const asked = scenario.request(`http://127.0.0.1:${upstreamPort}`);
  const server = scenario.annex('annex', options.variants[0]?.args ?? []);
  const command = server.command(port, folder);
  const program = new Program({ ...command, file: build ? join(build, 'bin', 'annex') : command.file, cpus: serverCpus });
  const stop = async () => {
    await program.stop();
    await upstream?.stop();
  };
  try {
    await upstream?.answers(`http://127.0.0.1:${upstreamPort}/user/123`);
    if (server.ready) await program.printed(server.ready);
    const path = typeof server.path === 'function' ? server.path(folder) : (server.path ?? asked.path);
    const url = `http://127.0.0.1:${port}${path}`;
    const expected = await scenario.body();
    let answer = await request(url, asked);
    // What is opened at the first request may take a moment.
    for (let tries = 1; answer.status >= 500 && tries < MOST_TRIES; tries++) answer = await request(url, asked);
    if (answer.body !== expected) throw new Error(`${url}: body: ${answer.body.slice(0, 200)} (expected: ${expected.slice(0, 200)})`);
    const load = (/** @type {number} */ seconds) =>
      options.fixedRate ? steady(url, { seconds, rate: options.rate, cpus }) : wrk(url, { request: asked, connections: options.connections, seconds, cpus });
    const cost = async (/** @type {number} */ seconds) => {
      const used = program.usage().cpu;
      const { requests, failed } = await load(seconds);
      if (failed > 0) throw new Error(`${url}: ${failed} requests failed`);
      return ((program.usage().cpu - used) * 1e6) / requests;
    };
    return { cost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
