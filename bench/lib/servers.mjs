// The servers that are compared: Annex, in as many variants as are asked for, and its peers.
import { cpSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./processes.mjs').Command} Command */
/** @typedef {'route' | 'compute'} Endpoint */
/** A server, and how to start it for an endpoint on a port, with a folder that it may fill. `command` throws when something is missing.
 * @typedef {{
 *   name: string,
 *   version: () => string,
 *   endpoints: Endpoint[],
 *   path: (endpoint: Endpoint) => string,
 *   ready?: string,
 *   ownAnswer?: boolean,
 *   command: (endpoint: Endpoint, port: number, folder: string) => Command,
 * }} Server */

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const PEERS = join(BENCH, 'peers');
const PATHS = { route: '/user/123', compute: '/report/123' };

export const ADDONS = join(BENCH, 'addons');
export const READY = 'Annex ready on';

/** Something that is measured has not been installed or built. */
export class Missing extends Error {}

/** @param {string} path inside node_modules */
function installed(path) {
  const found = join(PEERS, 'node_modules', path);
  if (!existsSync(found)) throw new Missing(`bench/peers/node_modules/${path} (expected: installed by "npm ci --prefix bench/peers")`);
  return found;
}

/** @param {string} name */
const versionOf = (name) => JSON.parse(readFileSync(installed(`${name}/package.json`), 'utf8')).version;

/** A server on the Node that runs this script. @param {string} name @param {string} [dependency] @param {string[]} flags @returns {Server} */
const onNode = (name, dependency, ...flags) => ({
  name,
  version: () => (dependency ? `${versionOf(dependency)} on Node ${process.version}` : process.version),
  endpoints: flags.length ? ['route'] : ['route', 'compute'],
  path: (endpoint) => PATHS[endpoint],
  command(endpoint, port) {
    if (dependency) installed(dependency);
    const script = join(PEERS, `${name.split('-')[0]}.mjs`);
    return { file: process.execPath, args: [script, `${port}`, endpoint, ...flags] };
  },
});

// Deno, Bun and workerd are single programs, taken from the packages that hold them: the packages named `deno`, `bun` and `workerd` only wrap these.
const [denoPackage, bunPackage, workerdPackage] =
  process.arch === 'arm64'
    ? ['@deno/linux-arm64-glibc', '@oven/bun-linux-aarch64', '@cloudflare/workerd-linux-arm64']
    : ['@deno/linux-x64-glibc', '@oven/bun-linux-x64', '@cloudflare/workerd-linux-64'];

/** @type {Server[]} */
const peers = [
  onNode('express', 'express'),
  onNode('fastify', 'fastify'),
  onNode('fastify-schema', 'fastify', '--schema'),
  onNode('hono', 'hono'),
  onNode('node'),
  {
    name: 'deno',
    version: () => versionOf(denoPackage),
    endpoints: ['route', 'compute'],
    path: (endpoint) => PATHS[endpoint],
    command: (endpoint, port, folder) => ({
      file: installed(`${denoPackage}/deno`),
      args: ['run', '--allow-all', '--no-lock', '--cached-only', join(PEERS, 'deno.mjs'), `${port}`, endpoint],
      env: { DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1' },
    }),
  },
  {
    name: 'bun',
    version: () => versionOf(bunPackage),
    endpoints: ['route', 'compute'],
    path: (endpoint) => PATHS[endpoint],
    command: (endpoint, port) => ({
      file: installed(`${bunPackage}/bin/bun`),
      args: ['run', '--no-install', join(PEERS, 'bun.mjs'), `${port}`, endpoint],
    }),
  },
  {
    name: 'workerd',
    version: () => versionOf(workerdPackage),
    endpoints: ['route'],
    path: (endpoint) => PATHS[endpoint],
    command: (endpoint, port) => ({
      file: installed(`${workerdPackage}/bin/workerd`),
      args: ['serve', join(PEERS, 'workerd.capnp'), '--socket-addr', `http=127.0.0.1:${port}`],
    }),
  },
];

/** The newest distribution that has been built. */
function distribution() {
  const target = join(BENCH, '..', 'server', 'target');
  const builds = (existsSync(target) ? readdirSync(target) : [])
    .filter((name) => name.startsWith('annex-') && existsSync(join(target, name, 'bin', 'annex')))
    .map((name) => ({ name, folder: join(target, name), built: statSync(join(target, name)).mtimeMs }))
    .toSorted((a, b) => b.built - a.built);
  if (builds.length === 0) throw new Missing('server/target/annex-*/bin/annex (expected: built by "mvn package")');
  return builds[0];
}

/** @param {string[]} addons folders @param {number} port @param {string} folder @param {string[]} args @returns {Command} */
export const annexCommand = (addons, port, folder, args) => ({
  file: join(distribution().folder, 'bin', 'annex'),
  args: ['run', ...addons, '--host', '127.0.0.1', '--port', `${port}`, '--data', join(folder, 'data'), ...args],
  env: { ANNEX_BENCH_FIXED: '1' },
});

/** An add-on as Annex gets it: a folder that holds all it needs. @param {Endpoint} endpoint @param {string} folder */
function addon(endpoint, folder) {
  if (endpoint === 'route') return join(ADDONS, endpoint);
  const copy = join(folder, endpoint);
  cpSync(join(ADDONS, endpoint), copy, { recursive: true });
  cpSync(installed('lodash/lodash.js'), join(copy, 'module', 'lodash.js'));
  return copy;
}

/** @param {string} name @param {string[]} args @returns {Server} */
const annex = (name, args) => ({
  name,
  version: () => distribution().name.replace('annex-', ''),
  endpoints: ['route', 'compute'],
  path: (endpoint) => `/rest-api/${endpoint}${PATHS[endpoint]}`,
  ready: READY,
  command: (endpoint, port, folder) => annexCommand([addon(endpoint, folder)], port, folder, args),
});

/** @type {Server} */
const fixed = { ...annex('annex-fixed', []), endpoints: ['route'], path: () => '/-/fixed', ownAnswer: true };

/** Annex and the variants of it that --variant names. @param {import('./options.mjs').Options} options */
export const variants = (options) => [{ name: 'annex', args: [] }, ...options.variants].filter(({ name }) => options.includes(name));

/** @param {Endpoint} endpoint @param {import('./options.mjs').Options} options @returns {Server[]} */
export const servers = (endpoint, options) => [
  ...variants(options).map(({ name, args }) => annex(name, args)),
  ...[fixed, ...peers].filter((server) => server.endpoints.includes(endpoint) && options.includes(server.name)),
];

export const serverNames = ['annex', fixed.name, ...peers.map((server) => server.name)];

/** The body that every server must answer. @param {Endpoint} endpoint @returns {Promise<string>} */
export async function expectedBody(endpoint) {
  if (endpoint === 'route') return JSON.stringify((await import('../peers/user.mjs')).user('123'));
  const [report, lodash] = await Promise.all([import('../addons/compute/module/report.js'), import(installed('lodash/lodash.js'))]);
  return JSON.stringify(report.default(lodash.default)('123'));
}
