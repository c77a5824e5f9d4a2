// How many requests a second each server of a scenario answers.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ms, mb, medians, number, ratio, table } from './figures.mjs';
import { wrk } from './load.mjs';
import { Program, freePort, request, withFolder } from './processes.mjs';
import { DEFAULT_CORES, SCENARIOS } from './scenarios.mjs';
import { onNode, variants } from './servers.mjs';

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./servers.mjs').Server} Server */
/** Memory in MB; `cores` is how many of them the server kept busy; `grown` is what its database's file has grown by, in KB.
 * @typedef {import('./load.mjs').Load & { memory: number, cores: number, grown: number }} Sample */
/** @typedef {{ server: string, version: string, samples: Sample[], median: Sample }} Result */
/** @typedef {{ server: string, reason: string }} Absence */
/** @typedef {{ serverCpus: string, wrkCpus: string, results: Result[], missing: Absence[] }} Pass */

/** @param {string} name @param {Options} options @param {(text: string) => void} progress */
export async function throughput(name, options, progress) {
  const scenario = SCENARIOS[name];
  const { serverCpus = '0', wrkCpus = '1' } = options;
  const cpus = options.serverCpus || options.wrkCpus ? [{ serverCpus, wrkCpus }] : (scenario.cores ?? DEFAULT_CORES);
  const passes = [];
  for (const where of cpus) passes.push(await pass(scenario, { ...options, ...where }, progress));
  const texts = passes.map((pass) => describe(pass, scenario.visitors !== undefined));
  return { data: passes, text: [...texts, ...scaling(passes)].join('\n\n') };
}

/** @typedef {Options & { serverCpus: string, wrkCpus: string }} Pinned */

/**
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {Pinned} options
 * @param {(text: string) => void} progress
 * @returns {Promise<Pass>}
 */
async function pass(scenario, options, progress) {
  const all = [
    ...variants(options).map(({ name, args }) => scenario.annex(name, args)),
    ...scenario.others.filter((server) => options.includes(server.name)),
  ];
  const body = await scenario.body();
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(all.map((server) => [server.name, []]));
  /** @type {Absence[]} */
  const missing = [];

  for (let round = 1; round <= options.rounds; round++) {
    // Every other round goes backwards, so that no server always runs after the same one.
    for (const server of round % 2 ? all : all.toReversed()) {
      if (missing.some((one) => one.server === server.name)) continue;
      progress(`server on core ${options.serverCpus}, round ${round} of ${options.rounds}, ${server.name}`);
      try {
        samples.get(server.name)?.push(await measure(server, scenario, body, options));
      } catch (error) {
        missing.push({ server: server.name, reason: /** @type {Error} */ (error).message });
      }
    }
  }

  const results = all
    .map((server) => ({ server, samples: samples.get(server.name) ?? [] }))
    .filter((result) => result.samples.length > 0)
    .map(({ server, samples }) => ({ server: server.name, version: server.version(), samples, median: medians(samples) }));
  return { serverCpus: options.serverCpus, wrkCpus: options.wrkCpus, results, missing };
}

/**
 * One server's turn.
 * @param {Server} server
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {string} body
 * @param {Pinned} options
 * @returns {Promise<Sample>}
 */
const measure = (server, scenario, body, options) =>
  withFolder(async (folder) => {
    const upstreamPort = await freePort();
    const upstream = scenario.upstream
      ? new Program({ ...onNode('node', undefined, 'node.mjs', 'route').command(upstreamPort, folder), cpus: options.wrkCpus })
      : undefined;
    const port = await freePort();
    const asked = scenario.request(`http://127.0.0.1:${upstreamPort}`);
    const command = server.command(port, folder);
    const path = typeof server.path === 'function' ? server.path(folder) : (server.path ?? asked.path);
    const url = `http://127.0.0.1:${port}${path}`;
    const program = new Program({ ...command, cpus: options.serverCpus });
    try {
      await upstream?.answers(`http://127.0.0.1:${upstreamPort}/user/123`);
      if (server.ready) await program.printed(server.ready);
      await program.answers(url);
      check(await request(url, asked), url, server.ownAnswer ? {} : { body, middleware: scenario.middleware, type: scenario.type });
      const cookies = scenario.visitors ? await cookiesOf(scenario.visitors, url) : undefined;
      const load = { request: { ...asked, cookies }, connections: options.connections, cpus: options.wrkCpus };
      await wrk(url, { ...load, seconds: options.warmup });
      const grown = growth(join(folder, 'data', 'database', 'annex.mv.db'));
      const [sample, cores] = await program.busy(() => wrk(url, { ...load, seconds: options.duration }));
      return { ...sample, memory: program.usage().memory, cores, grown: grown() };
    } finally {
      await program.stop();
      await upstream?.stop();
    }
  });

/** A cookie for each client. @param {number} clients @param {string} url */
async function cookiesOf(clients, url) {
  const cookies = [];
  for (let client = 0; client < clients; client++) {
    const { headers } = await request(url);
    cookies.push((headers['set-cookie']?.[0] ?? '').split(';')[0]);
  }
  return cookies;
}

/** What a file grows by from now on, in KB, also where it gets smaller in between. @param {string} file */
function growth(file) {
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let [last, sum] = [size(), 0];
  const look = () => {
    const now = size();
    sum += Math.max(0, now - last);
    last = now;
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    look();
    return sum / 1024;
  };
}

/**
 * A server that answers something else is not compared.
 * @param {Awaited<ReturnType<typeof request>>} answer
 * @param {string} url
 * @param {{ body?: string, middleware?: boolean, type?: string }} expected
 */
function check({ status, headers, body: actual }, url, { body, middleware, type = 'application/json' }) {
  const expect = (/** @type {string} */ name, /** @type {unknown} */ value, /** @type {boolean} */ good, /** @type {string} */ rule) => {
    if (!good) throw new Error(`${url}: ${name}: ${value} (expected: ${rule})`);
  };
  expect('status', status, status === 200, '200');
  expect('content-type', headers['content-type'], (headers['content-type'] ?? '').startsWith(type), type);
  if (middleware) expect('x-bench', headers['x-bench'], headers['x-bench'] === '1', '1, from the middleware');
  if (body !== undefined) expect('body', actual.slice(0, 200), actual === body, body.slice(0, 200));
}

/** @param {Pass} pass @param {boolean} stores whether it keeps something for its visitors */
function describe({ serverCpus, wrkCpus, results, missing }, stores) {
  const annex = results.find((result) => result.server.startsWith('annex') && result.server !== 'annex-fixed');
  const head = ['server', 'version', 'requests/s', 'lowest – highest', `${annex?.server ?? 'annex'} ÷ it`, 'p50', 'p99', 'memory', 'cores busy', 'CPU a request', 'failed', ...(stores ? ['file a request'] : [])];
  const rows = results
    .toSorted((a, b) => b.median.perSecond - a.median.perSecond)
    .map(({ server, version, samples, median }) => {
      const rates = samples.map((sample) => sample.perSecond);
      return [
        server,
        version,
        number(median.perSecond),
        `${number(Math.min(...rates))} – ${number(Math.max(...rates))}`,
        annex ? ratio(annex.median.perSecond / median.perSecond) : '–',
        ms(median.p50),
        ms(median.p99),
        mb(median.memory),
        number(median.cores, 2),
        `${number((median.cores / median.perSecond) * 1e6, 1)} µs`,
        number(samples.reduce((sum, sample) => sum + sample.failed, 0)),
        ...(stores ? [`${number(median.grown / median.requests, 2)} KB`] : []),
      ];
    });
  const title = `Server on core ${serverCpus}, load generator on core ${wrkCpus}:`;
  return [title, table(head, rows), ...missing.map(({ server, reason }) => `${server}: not available: ${reason}`)].join('\n\n');
}

/** What a second core brings, where there was a run with one and a run with two. @param {Pass[]} passes */
function scaling([one, two]) {
  if (!two) return [];
  const rows = two.results.flatMap(({ server, median }) => {
    const alone = one.results.find((result) => result.server === server)?.median.perSecond;
    return alone ? [[server, number(alone), number(median.perSecond), ratio(median.perSecond / alone)]] : [];
  });
  return [`What the second core brings:\n\n${table(['server', 'one core', 'two cores', 'two ÷ one'], rows)}`];
}
