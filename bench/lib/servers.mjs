// The servers that are compared: Annex, in as many variants as are asked for, and its peers.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./processes.mjs').Command} Command */
/** A server, and how to start it on a port, with a folder that it may fill. `command` throws when something is missing. `path` is where it has
 * what the scenario asks for, when that is not where the others have it, or tells it from the folder that was filled; `ownAnswer` says that it may answer what it wants, `bytesAs` that it
 * answers byte for byte as another one does, if that runs as well.
 * @typedef {{
 *   name: string,
 *   version: () => string,
 *   path?: string | ((folder: string) => string),
 *   ready?: string,
 *   ownAnswer?: boolean,
 *   bytesAs?: string,
 *   command: (port: number, folder: string) => Command,
 * }} Server */

const BENCH = fileURLToPath(new URL('..', import.meta.url));
export const PEERS = join(BENCH, 'peers');

export const ADDONS = join(BENCH, 'addons');
export const READY = 'Annex ready on';

/** Something that is measured has not been installed or built. */
export class Missing extends Error {}

/** @param {string} path inside node_modules */
export function installed(path) {
  const found = join(PEERS, 'node_modules', path);
  if (!existsSync(found)) throw new Missing(`bench/peers/node_modules/${path} (expected: installed by "npm ci --prefix bench/peers")`);
  return found;
}

/** @param {string} name */
const versionOf = (name) => JSON.parse(readFileSync(installed(`${name}/package.json`), 'utf8')).version;

/** A server on the Node that runs this script: a script of bench/peers. @param {string} name @param {string | undefined} dependency
 * @param {string} script @param {string[]} args @returns {Server} */
export const onNode = (name, dependency, script, ...args) => ({
  name,
  version: () => (dependency ? `${versionOf(dependency)} on Node ${process.version}` : process.version),
  command(port) {
    if (dependency) installed(dependency);
    // Handlers that peers share with an add-on lie outside bench/peers and require its packages.
    return { file: process.execPath, args: [join(PEERS, script), `${port}`, ...args], env: { NODE_PATH: join(PEERS, 'node_modules') } };
  },
});

// Deno, Bun and workerd are single programs, taken from the packages that hold them: the packages named `deno`, `bun` and `workerd` only wrap these.
const [denoPackage, bunPackage, workerdPackage] =
  process.arch === 'arm64'
    ? ['@deno/linux-arm64-glibc', '@oven/bun-linux-aarch64', '@cloudflare/workerd-linux-arm64']
    : ['@deno/linux-x64-glibc', '@oven/bun-linux-x64', '@cloudflare/workerd-linux-64'];

/** @param {string} endpoint @returns {Server} */
export const deno = (endpoint) => ({
  name: 'deno',
  version: () => versionOf(denoPackage),
  command: (port, folder) => ({
    file: installed(`${denoPackage}/deno`),
    args: ['run', '--allow-all', '--no-lock', '--cached-only', join(PEERS, 'deno.mjs'), `${port}`, endpoint],
    env: { DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1' },
  }),
});

/** @param {string} endpoint @returns {Server} */
export const bun = (endpoint) => ({
  name: 'bun',
  version: () => versionOf(bunPackage),
  command: (port) => ({
    file: installed(`${bunPackage}/bin/bun`),
    args: ['run', '--no-install', join(PEERS, 'bun.mjs'), `${port}`, endpoint],
  }),
});

/** @type {Server} */
export const workerd = {
  name: 'workerd',
  version: () => versionOf(workerdPackage),
  command: (port) => ({
    file: installed(`${workerdPackage}/bin/workerd`),
    args: ['serve', join(PEERS, 'workerd.capnp'), '--socket-addr', `http=127.0.0.1:${port}`],
  }),
};

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

/** @param {string[]} addons folders @param {number} port @param {string} folder @param {string[]} args
 * @param {string} [file] another bin/annex than the newest @returns {Command} */
export const annexCommand = (addons, port, folder, args, file) => ({
  file: file || join(distribution().folder, 'bin', 'annex'),
  args: ['run', ...addons, '--host', '127.0.0.1', '--port', `${port}`, '--data', join(folder, 'data'), ...args],
});

/** Annex's HTTP edge with a fixed answer and nothing behind it. @type {Server} */
export const fixed = {
  name: 'annex-fixed',
  version: () => distribution().name.replace('annex-', ''),
  ready: READY,
  command: (port) => ({
    file: jdkProgram('java'),
    args: [
      ...['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'],
      ...['-cp', join(distribution().folder, 'lib', '*'), join(PEERS, 'FixedEdge.java'), `${port}`],
    ],
  }),
};

/** As little as can stand between a socket and the handler of `route`. @param {string} name @param {'fixed' | 'each' | 'all'} mode @returns {Server} */
export const bare = (name, mode) => ({
  name,
  version: () => `Netty ${library(/^netty-transport-([\d.]+\d)/)}, Javet ${library(/^javet-([\d.]+\d)/)}`,
  path: '/rest-api/route/user/123',
  ready: 'Bare ready on',
  bytesAs: 'annex',
  command(port) {
    const { folder } = distribution();
    const lib = join(folder, 'lib');
    const jars = readdirSync(lib).filter((name) => /^(netty|javet)-/.test(name));
    return {
      file: jdkProgram('java'),
      args: [
        ...['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'],
        ...['-cp', jars.map((name) => join(lib, name)).join(':'), join(PEERS, 'bare', 'Bare.java'), `${port}`, mode],
        ...[join(folder, 'cache'), join(PEERS, 'bare', 'bare.js'), join(ADDONS, 'route', 'index.js')],
      ],
    };
  },
});

/** The version of one of the distribution's libraries. @param {RegExp} name */
const library = (name) =>
  readdirSync(join(distribution().folder, 'lib'))
    .map((each) => name.exec(each)?.[1])
    .find(Boolean);

/** One INSERT after the other, and nothing but JDBC. @param {number} port @param {string} url @param {string} user @returns {Command} */
export const bareRows = (port, url, user) => ({
  file: jdkProgram('java'),
  args: [
    ...['-cp', join(distribution().folder, 'lib', '*'), join(PEERS, 'BareRows.java'), `${port}`, url, user],
    join(BENCH, '..', 'server', 'src', 'main', 'resources', 'io', 'annex', 'server', 'database', 'migration', 'V3__storage.sql'),
  ],
});

/** A program of the JDK that Annex itself would take. @param {string} program */
function jdkProgram(program) {
  const find = `. ${join(BENCH, '..', 'server', 'src', 'dist', 'bin', 'find-java.sh')}; find_java 25 javac`;
  const home = execFileSync('sh', ['-c', find], { encoding: 'utf8' }).trim();
  if (home === '') throw new Missing('a JDK 25 (expected: its home in JAVA_HOME or JAVA25_HOME, or among those of the system)');
  return join(home, 'bin', program);
}

/** Runs one. @param {string} program of the JDK @param {string[]} args @param {string} folder */
export function withJdk(program, args, folder) {
  execFileSync(jdkProgram(program), args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The library that add-ons in Java are compiled with. */
export function api() {
  const lib = join(distribution().folder, 'lib');
  return join(lib, readdirSync(lib).find((name) => name.startsWith('annex-api-')) ?? 'annex-api.jar');
}

/** What a command of Annex prints. @param {string[]} args */
export const annexSays = (args) => execFileSync(join(distribution().folder, 'bin', 'annex'), args, { encoding: 'utf8' });

/** Makes so many add-ons of one of bench/addons, each with an id of its own; gives the ids. @param {string} name @param {number} count @param {string} folder */
export function copies(name, count, folder) {
  const ids = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  mkdirSync(folder, { recursive: true });
  for (const id of ids) {
    const manifest = join(folder, id, 'manifest.json');
    cpSync(join(ADDONS, name), join(folder, id), { recursive: true });
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), id }));
  }
  return ids;
}

/** Annex under a name, with arguments of its own. @param {string} name @param {string[]} args
 * @param {(port: number, folder: string, args: string[]) => Command} command @returns {Server} */
export const annexOf = (name, args, command) => ({
  name,
  version: () => distribution().name.replace('annex-', ''),
  ready: READY,
  command: (port, folder) => command(port, folder, args),
});

/** Annex and the variants of it that --variant names. @param {import('./options.mjs').Options} options */
export const variants = (options) => [{ name: 'annex', args: [] }, ...options.variants].filter(({ name }) => options.includes(name));
