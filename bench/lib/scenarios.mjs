// The scenarios that measure throughput: what is asked, of whom, and what has to come back.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { user } from '../peers/user.mjs';
import { ADDONS, PEERS, annexCommand, annexOf, annexSays, api, bare, bun, deno, fixed, installed, onNode, withJdk, workerd } from './servers.mjs';

/** @typedef {import('./servers.mjs').Server} Server */
/** @typedef {import('./load.mjs').Request} Request */

/**
 * `body` is what every server must answer, unless the server says otherwise. `upstream` is for handlers that call another server: its
 * address is given to `request`. `visitors` is how many clients there are, each with a cookie of its own. `type` is the answer's content type, JSON where it is not said. `middleware` says that the header of a middleware must be there as well.
 * `rate` is how many requests a second all of its servers can answer on one core.
 * @typedef {{
 *   rate: number,
 *   request: (upstream: string) => Request,
 *   body: () => Promise<string>,
 *   type?: string,
 *   middleware?: boolean,
 *   upstream?: boolean,
 *   visitors?: number,
 *   cores?: { serverCpus: string, wrkCpus: string }[],
 *   annex: (name: string, args: string[]) => Server,
 *   others: Server[],
 * }} Scenario
 */

const ONE_CORE = { serverCpus: '0', wrkCpus: '1' };
const BOTH_CORES = { serverCpus: '0,1', wrkCpus: '0,1' };

/** The arguments that give Annex a configuration: a worker stays while others have their turns. @param {string} folder @param {string} [more] */
function configured(folder, more = '') {
  const config = join(folder, 'annex.yaml');
  writeFileSync(config, `limits: {idle: 1 h}\n${more}`);
  return ['--config', config];
}

/** @param {string} name @returns {Scenario['annex']} */
const restapp = (name) => (server, args) => ({
  ...annexOf(server, args, (port, folder, more) => annexCommand([withLodash(name, folder)], port, folder, [...configured(folder), ...more])),
  path: `/rest-api/${name}${name === 'compute' ? '/report/123' : '/user/123'}`,
});

/** An add-on as Annex gets it: a folder that holds all it needs. @param {string} name @param {string} folder */
function withLodash(name, folder) {
  if (name !== 'compute') return join(ADDONS, name);
  const copy = join(folder, name);
  cpSync(join(ADDONS, name), copy, { recursive: true });
  cpSync(installed('lodash/lodash.js'), join(copy, 'module', 'lodash.js'));
  return copy;
}

/** Annex with the widget of bench/addons, the peers' packages, and the right to call the upstream server. @type {Scenario['annex']} */
const widget = (name, args) =>
  annexOf(name, args, (port, folder, more) => {
    const config = configured(folder, `packages: ${JSON.stringify(PEERS)}\nallowedModules: [body]\ngrants: {networks: [127.0.0.1/32]}\n`);
    return annexCommand([join(ADDONS, 'widget')], port, folder, [...config, ...more]);
  });

const ORDER = {
  id: 4711,
  customer: { name: 'Ada Example', street: 'Example street 12', city: 'Exampletown', country: 'NO' },
  lines: Array.from({ length: 12 }, (_, i) => ({ article: `article-${i}`, text: 'Something that is sold', count: (i % 3) + 1, price: 10 + i })),
};

/** @param {string} path @param {Partial<Request>} [more] */
const widgetRequest = (path, more = {}) => ({ path, method: 'GET', ...more, headers: { 'widget-id': 'widget', ...more.headers } });

const expressWidget = onNode('express', 'express', 'express-widget.mjs');

/** A file of so many bytes in a folder that is served. @param {string} folder @param {string} content */
function fileIn(folder, content) {
  mkdirSync(join(folder, 'public'), { recursive: true });
  writeFileSync(join(folder, 'public', 'page.txt'), content);
  return join(folder, 'public');
}

const PAGE = 'All work and no play makes a server dull. '.repeat(244).slice(0, 10_240);

/** @type {Server} */
const expressFiles = {
  name: 'express',
  version: () => onNode('express', 'express', '').version(),
  command: (port, folder) => onNode('express', 'express', 'express-files.mjs', fileIn(folder, PAGE)).command(port, folder),
};

/** Debian's nginx, one worker, with its defaults but for what keeps it in its folder. @type {Server} */
const nginx = {
  name: 'nginx',
  version: () => 'of the system',
  command(port, folder) {
    const config = join(folder, 'nginx.conf');
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
    writeFileSync(
      config,
      `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
      events { }
      http { access_log off; sendfile on; default_type text/plain; ${paths} server { listen 127.0.0.1:${port}; root ${fileIn(folder, PAGE)}; } }`,
    );
    return { file: 'nginx', args: ['-c', config, '-p', folder, '-e', join(folder, 'error.log')] };
  },
};

/** @type {Scenario['annex']} */
const files = (name, args) => ({
  ...annexOf(name, args, (port, folder, more) => {
    const copy = join(folder, 'files');
    cpSync(join(ADDONS, 'files'), copy, { recursive: true });
    fileIn(copy, PAGE);
    return annexCommand([copy], port, folder, [...configured(folder), ...more]);
  }),
  path: '/files/page.txt',
});

/** @type {Scenario['annex']} */
const sum = (name, args) => ({
  ...annexOf(name, args, (port, folder, more) => annexCommand([join(ADDONS, 'sum')], port, folder, [...configured(folder), ...more])),
  path: '/sum/sum?x=5&y=10',
});

/** A module at an endpoint with this access. @param {string} access @param {(folder: string) => string} [addon] @returns {Scenario['annex']} */
const jbackend =
  (access, addon = () => join(ADDONS, 'helloworld')) =>
  (name, args) =>
    annexOf(name, args, (port, folder, more) => {
      const config = configured(folder, `java: true\njbackend: {endpoints: [{path: /rest, access: ${access}}]}\n`);
      return annexCommand([addon(folder)], port, folder, [...config, ...more]);
    });

/** @param {Record<string, string>} [env] @returns {Scenario['annex']} */
const session =
  (env = {}) =>
  (name, args) => ({
    ...annexOf(name, args, (port, folder, more) => {
      const command = annexCommand([join(ADDONS, 'session')], port, folder, [...configured(folder), ...more]);
      return { ...command, env: { ...command.env, ...env } };
    }),
    path: '/rest-api/session',
  });

const GREETING = '/rest/get/helloworld/greeting';

/** The module in Java, compiled into the folder. @param {string} folder */
function inJava(folder) {
  const classes = join(folder, 'classes');
  mkdirSync(join(classes, 'META-INF', 'services'), { recursive: true });
  writeFileSync(join(classes, 'META-INF', 'services', 'io.annex.api.Addon'), 'HelloWorld\n');
  withJdk('javac', ['--release', '25', '-cp', api(), '-d', classes, join(ADDONS, 'helloworld-java', 'HelloWorld.java')], folder);
  const addon = join(folder, 'helloworld');
  mkdirSync(addon);
  withJdk('jar', ['--create', '--file', join(addon, 'helloworld.jar'), '-C', classes, '.'], folder);
  cpSync(join(ADDONS, 'helloworld-java', 'helloworld.xml'), join(addon, 'helloworld.xml'));
  return addon;
}

/** At an endpoint that asks for a key, with one that has a daily limit: each request is counted in the database. @type {Server} */
const withKey = {
  ...jbackend('key')('annex-key', []),
  command(port, folder) {
    const key = annexSays(['keys', 'add', '--owner', 'bench', '--limit', '1000000000', '--data', join(folder, 'data')]).split('\n')[0];
    writeFileSync(join(folder, 'key'), key);
    return jbackend('key')('annex-key', []).command(port, folder);
  },
  path: (folder) => `${GREETING}?api_key=${readFileSync(join(folder, 'key'), 'utf8')}`,
};

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  route: {
    rate: 4000,
    request: () => ({ path: '/user/123', method: 'GET' }),
    body: async () => JSON.stringify(user('123')),
    middleware: true,
    annex: restapp('route'),
    others: [
      { ...fixed, ownAnswer: true },
      bare('bare', 'each'),
      bare('bare-batched', 'all'),
      { ...bare('bare-fixed', 'fixed'), ownAnswer: true, bytesAs: 'annex-fixed' },
      onNode('express', 'express', 'express.mjs', 'route'),
      onNode('fastify', 'fastify', 'fastify.mjs', 'route'),
      onNode('fastify-schema', 'fastify', 'fastify.mjs', 'route', '--schema'),
      onNode('hono', 'hono', 'hono.mjs', 'route'),
      onNode('node', undefined, 'node.mjs', 'route'),
      deno('route'),
      bun('route'),
      workerd,
    ],
  },
  compute: {
    rate: 300,
    request: () => ({ path: '/report/123', method: 'GET' }),
    async body() {
      const [report, lodash] = await Promise.all([import('../addons/compute/module/report.js'), import(installed('lodash/lodash.js'))]);
      return JSON.stringify(report.default(lodash.default)('123'));
    },
    middleware: true,
    cores: [ONE_CORE, BOTH_CORES],
    annex: restapp('compute'),
    others: [
      onNode('express', 'express', 'express.mjs', 'compute'),
      onNode('fastify', 'fastify', 'fastify.mjs', 'compute'),
      onNode('hono', 'hono', 'hono.mjs', 'compute'),
      onNode('node', undefined, 'node.mjs', 'compute'),
      deno('compute'),
      bun('compute'),
    ],
  },
  widget: {
    rate: 3000,
    request: () => widgetRequest('/console/wb/user'),
    body: async () => JSON.stringify(user('123')),
    annex: widget,
    others: [expressWidget],
  },
  'widget-body': {
    rate: 2000,
    request: () => widgetRequest('/console/wb/order', { method: 'POST', body: JSON.stringify(ORDER), headers: { 'content-type': 'application/json' } }),
    body: async () => JSON.stringify({ id: 4711, lines: 12, total: ORDER.lines.reduce((sum, line) => sum + line.count * line.price, 0) }),
    annex: widget,
    others: [expressWidget],
  },
  sum: {
    rate: 3000,
    request: () => ({ path: '/sum?x=5&y=10', method: 'GET' }),
    body: async () => JSON.stringify({ sum: 15 }),
    annex: sum,
    others: [onNode('express', 'express', 'express-sum.mjs'), onNode('fastify', 'fastify', 'fastify-sum.mjs')],
  },
  file: {
    rate: 1000,
    request: () => ({ path: '/page.txt', method: 'GET' }),
    body: async () => PAGE,
    type: 'text/plain',
    annex: files,
    others: [expressFiles, nginx],
  },
  jbackend: {
    rate: 4000,
    request: () => ({ path: GREETING, method: 'GET' }),
    body: async () => JSON.stringify({ status: 'ok', message: 'Hello, world!' }),
    annex: jbackend('free'),
    others: [{ ...restapp('route')('annex-route', []), ownAnswer: true }, withKey, jbackend('free', inJava)('annex-java', [])],
  },
  // A hundred ops a request: what a synchronous call of the host costs.
  ops: {
    rate: 1000,
    request: () => ({ path: '/', method: 'GET' }),
    body: async () => JSON.stringify({ ops: 100 }),
    annex: (name, args) => ({ ...annexOf(name, args, (port, folder, more) => annexCommand([join(ADDONS, 'ops')], port, folder, [...configured(folder), ...more])), path: '/rest-api/ops' }),
    others: [],
  },
  // What it costs that an answer waits until its session's change is kept.
  session: {
    rate: 1000,
    request: () => ({ path: '/', method: 'GET' }),
    body: async () => JSON.stringify({ count: 1 }),
    visitors: 256,
    annex: session(),
    others: [session({ ANNEX_SESSION_WRITE: '0' })('annex-unwritten', [])],
  },
  // What it costs that the answer is read from the database.
  storage: {
    rate: 2000,
    request: () => ({ path: '/user/123', method: 'GET' }),
    body: async () => JSON.stringify(user('123')),
    middleware: true,
    annex: restapp('storage'),
    others: [{ ...restapp('route')('annex-route', []), ownAnswer: true }],
  },
  'widget-call': {
    rate: 800,
    request: (upstream) => widgetRequest(`/console/wb/call?url=${encodeURIComponent(`${upstream}/user/123`)}`),
    body: async () => JSON.stringify(user('123')),
    upstream: true,
    annex: widget,
    others: [expressWidget],
  },
};

export const DEFAULT_CORES = [ONE_CORE];

/** All names that --only may have. */
export const serverNames = [...new Set(['annex', ...Object.values(SCENARIOS).flatMap(({ others }) => others.map(({ name }) => name))])];
