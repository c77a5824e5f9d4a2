// A server of a scenario that stands and has answered rightly: what is measured is asked of it.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { wrk, steady } from './load.mjs';
import { Program, freePort, request } from './processes.mjs';
import { onNode } from './servers.mjs';

const MOST_TRIES = 10;

/** @typedef {import('./servers.mjs').Server} Server */
/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./load.mjs').Load} Load */
/** @typedef {Awaited<ReturnType<typeof request>>} Answer */
/** CPU time of a request, over all processes of the server, in µs. @typedef {{ user: number, system: number, cpu: number }} Cost */
/** Where server and load generator run. @typedef {{ serverCpus: string, wrkCpus: string, connections: number }} Where */

/**
 * Starts a server, and fails where it does not answer as the scenario has it.
 * @param {Server} server
 * @param {Scenario} scenario
 * @param {Where} where
 * @param {string} folder that it may fill
 * @param {string} [build] another distribution than the newest
 */
export async function stand(server, scenario, { serverCpus, wrkCpus: cpus, connections }, folder, build) {
  const upstreamPort = await freePort();
  const port = await freePort();
  const asked = scenario.request(`http://127.0.0.1:${upstreamPort}`);
  const command = server.command(port, folder);
  const path = typeof server.path === 'function' ? server.path(folder) : (server.path ?? asked.path);
  const url = `http://127.0.0.1:${port}${path}`;
  const upstream = scenario.upstream ? new Program({ ...onNode('node', undefined, 'node.mjs', 'route').command(upstreamPort, folder), cpus }) : undefined;
  const program = new Program({ ...command, file: build ? join(build, 'bin', 'annex') : command.file, cpus: serverCpus });
  const stop = async () => {
    await program.stop();
    await upstream?.stop();
  };
  try {
    await upstream?.answers(`http://127.0.0.1:${upstreamPort}/user/123`);
    if (server.ready) await program.printed(server.ready);
    await program.answers(url);
    // As the load generators ask.
    const kept = { ...asked, headers: { ...asked.headers, connection: 'keep-alive' } };
    let answer = await request(url, kept);
    // What is opened at the first request may take a moment.
    for (let tries = 1; answer.status >= 500 && tries < MOST_TRIES; tries++) answer = await request(url, kept);
    check(answer, url, server.ownAnswer ? {} : { body: await scenario.body(), middleware: scenario.middleware, type: scenario.type });
    const cookies = scenario.visitors ? await cookiesOf(scenario.visitors, url) : undefined;
    const load = { request: { ...asked, cookies }, connections, cpus };

    /** As many requests as it can. @param {number} seconds */
    const most = (seconds) => spent(program, () => wrk(url, { ...load, seconds }));
    /** So many a second. @param {number} seconds @param {number} rate @param {number} [lead] */
    const atRate = (seconds, rate, lead = 0.5) => spent(program, () => steady(url, { ...load, seconds, rate, lead }));
    return { program, url, answer, most, atRate, stop, grown: () => growth(join(folder, 'data', 'database', 'annex.mv.db')) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @typedef {Awaited<ReturnType<typeof stand>>} Standing */

/** What the load was, and what CPU time a request of it took. @param {Program} program @param {() => Promise<Load & { sent?: number }>} work */
async function spent(program, work) {
  const [before, start] = [program.usage(), performance.now()];
  const load = await work();
  const [after, seconds] = [program.usage(), (performance.now() - start) / 1000];
  const used = after.scheduled - before.scheduled;
  const micros = (used * 1e6) / (load.sent ?? load.requests);
  const [user, system] = [after.user - before.user, after.system - before.system];
  const share = user + system > 0 ? user / (user + system) : 1;
  return { ...load, cpu: micros, user: micros * share, system: micros * (1 - share), cores: used / seconds };
}

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
 * @param {Answer} answer
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

/** All bytes of an answer but the time in it. @param {Answer} answer */
export const bytesOf = ({ status, fields, body }) => JSON.stringify([status, fields.map((field, i) => (fields[i - 1] === 'date' ? '' : field)), body]);
