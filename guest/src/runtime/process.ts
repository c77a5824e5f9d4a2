import { part } from '../host/parts';
import { log } from '../log/log';
import { callerPosition } from '../log/stack';
import { hear } from '../log/uncaught';
import { now } from './clock';
import { replacing } from './lazily';
import { nextTick as tick } from './ticks';

type Listener = (...args: any[]) => void;

/** The Node whose modules are answered for. */
const NODE = '26.12.1';
const V8 = '14.7.173.18-node.1';
/** Nobody, on the systems that add-ons are told of. */
const NOBODY = 65534;

/** What is written to it goes to the log, each text as lines. */
function output(level: 'info' | 'error', fd: number): object {
  const { Writable } = require('readable-stream') as { Writable: new (options: object) => object };
  const stream = new Writable({
    decodeStrings: false,
    write(text: unknown, _encoding: unknown, done: () => void) {
      const whole = String(text);
      if (whole !== '') {
        for (const line of whole.replace(/\n$/, '').split('\n')) {
          log(level, line);
        }
      }
      done();
    },
  });
  return Object.assign(stream, { fd, isTTY: false, _type: 'pipe' });
}

function input(): object {
  const { Readable } = require('readable-stream') as { Readable: { from(parts: unknown[]): object } };
  return Object.assign(Readable.from([]), { fd: 0, isTTY: false });
}

function refuse(name: string, instead: string): () => never {
  return () => {
    throw new Error(`process.${name}: ${instead}`);
  };
}

function invalidTime(value: unknown): TypeError {
  return Object.assign(new TypeError(`The "time" argument must be an instance of Array. Received type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** Variables that libraries ask for wherever they run. */
const USUAL = /^(?:NODE_|npm_|JEST_|VITEST|READABLE_STREAM|DEBUG|CI$|TERM|COLORTERM|FORCE_COLOR|NO_COLOR|TZ$|LANG|LC_|HOME$|USER|PATH$|PWD$|SHELL$|TMP|TEMP|HOSTNAME$|PORT$|[hH][tT][tT][pP]|[nN][oO]_[pP][rR][oO][xX][yY]|[aA][lL][lL]_)/;
const missed = new Set<string>();

/** Says once that the add-on's own code has asked for a variable that it has not. */
function misses(name: string): void {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name) || USUAL.test(name) || missed.has(name) || missed.size >= MOST_MISSED) {
    return;
  }
  missed.add(name);
  const where = callerPosition();
  if (!where.includes('/node_modules/')) {
    log('warn', `process.env.${name} at ${where} is undefined: of the server's environment an add-on sees nothing (expected: "settings": {"${name}": {"type": "string", "env": true}} in its manifest, and a value from the operator)`);
  }
}

const MOST_MISSED = 50;

/** Whatever is put in becomes text. */
const env = new Proxy({} as Record<string, string>, {
  get: (target, name, receiver) => {
    if (typeof name === 'string' && !(name in target)) {
      misses(name);
    }
    return Reflect.get(target, name, receiver) as unknown;
  },
  set: (target, name, value) => {
    (target as Record<PropertyKey, unknown>)[name] = String(value);
    return true;
  },
});

interface WarningOptions {
  readonly type?: string;
  readonly code?: string;
  readonly detail?: string;
}

function emitWarning(warning: unknown, given?: unknown, code?: unknown): void {
  const options = (typeof given === 'object' && given !== null ? given : { type: given, code }) as WarningOptions;
  const error =
    warning instanceof Error
      ? warning
      : Object.assign(new Error(String(warning)), { name: String(options.type ?? 'Warning') }, typeof options.code === 'string' ? { code: options.code } : {});
  const { code: number, detail } = error as { code?: string; detail?: string };
  const more = options.detail ?? detail;
  log('warn', `${number === undefined ? '' : `[${number}] `}${error.name}: ${error.message}${more === undefined ? '' : `\n${more}`}`);
  tick(() => {
    process.emit('warning', error);
  });
}

const zero = { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };

/** `process`, with nothing of the host in it. It becomes an emitter when somebody first listens. */
const process = {
  title: 'annex',
  browser: false,
  env,
  argv: ['/usr/bin/node', '/index.js'],
  argv0: 'node',
  execArgv: [] as string[],
  execPath: '/usr/bin/node',
  platform: 'linux',
  arch: 'x64',
  pid: 1,
  ppid: 0,
  exitCode: undefined as number | undefined,
  debugPort: 9229,
  version: `v${NODE}`,
  versions: { node: NODE, v8: V8, modules: '147', uv: '1.51.0', zlib: '1.3.1', brotli: '1.1.0' } as Record<string, string>,
  release: { name: 'node' },
  config: { target_defaults: {}, variables: {} },
  features: { inspector: false, debug: false, uv: false, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: true, tls: true, cached_builtins: true, require_module: true, typescript: false },
  allowedNodeEnvironmentFlags: new Set<string>(),
  report: undefined,
  nextTick: tick,
  cwd: () => '/',
  umask: () => 0o22,
  uptime: () => now() / 1000,
  hrtime: Object.assign(
    (since?: [number, number]): [number, number] => {
      if (since !== undefined && !Array.isArray(since)) {
        throw invalidTime(since);
      }
      const ms = now();
      const time: [number, number] = [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
      return since === undefined ? time : [time[0] - since[0] - (time[1] < since[1] ? 1 : 0), (time[1] - since[1] + 1e9) % 1e9];
    },
    { bigint: () => BigInt(Math.round(now() * 1e6)) },
  ),
  memoryUsage: Object.assign(() => ({ ...zero }), { rss: () => 0 }),
  constrainedMemory: () => 0,
  availableMemory: () => 0,
  cpuUsage: () => ({ user: 0, system: 0 }),
  resourceUsage: () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: 0 }),
  getuid: () => NOBODY,
  geteuid: () => NOBODY,
  getgid: () => NOBODY,
  getegid: () => NOBODY,
  getgroups: () => [NOBODY],
  emitWarning,
  getActiveResourcesInfo: (): string[] => [],
  hasUncaughtExceptionCaptureCallback: () => false,
  setUncaughtExceptionCaptureCallback: () => undefined,
  setSourceMapsEnabled: () => undefined,
  ref: () => undefined,
  unref: () => undefined,
  exit: refuse('exit', 'an add-on cannot end its process, which is not its alone (expected: an answer such as res.status(500), or an error that is thrown)'),
  abort: refuse('abort', 'an add-on cannot end its process, which is not its alone (expected: an error that is thrown)'),
  kill: refuse('kill', "an add-on reaches no processes of the host's"),
  chdir: refuse('chdir', 'there is one folder, the add-on itself'),
  binding: refuse('binding', 'Node is not what is below'),
  dlopen: refuse('dlopen', 'an add-on has no native code'),
  loadEnvFile: refuse('loadEnvFile', "the environment is what the operator's settings say"),
  [Symbol.toStringTag]: 'process',
} as unknown as Process;

interface Process {
  env: Record<string, string>;
  argv: string[];
  platform: string;
  version: string;
  versions: Record<string, string>;
  nextTick: typeof tick;
  cwd(): string;
  hrtime: ((since?: [number, number]) => [number, number]) & { bigint(): bigint };
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  [name: string | symbol]: unknown;
}

for (const [name, make] of [['stdout', () => output('info', 1)], ['stderr', () => output('error', 2)], ['stdin', input]] as const) {
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(process, name, { value, writable: true, configurable: true, enumerable: true });
      return value;
    },
    set: replacing(process, name, true),
  });
}

const METHODS = 'on once off addListener removeListener removeAllListeners prependListener prependOnceListener listeners rawListeners eventNames setMaxListeners getMaxListeners'.split(' ');

/** Makes it what Node's is: an instance of the class that add-ons know. */
export function becomeEmitter(prototype: object): void {
  for (const name of [...METHODS, 'emit', 'listenerCount']) {
    Reflect.deleteProperty(process, name);
  }
  Object.setPrototypeOf(process, Object.create(prototype) as object);
}

for (const name of METHODS) {
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: false,
    writable: true,
    value: (...args: unknown[]): unknown => {
      part('node');
      return (process[name] as Listener)(...args);
    },
  });
}
Object.defineProperty(process, 'emit', { configurable: true, enumerable: false, writable: true, value: () => false });
Object.defineProperty(process, 'listenerCount', { configurable: true, enumerable: false, writable: true, value: () => 0 });

/** Tells who listens of what nobody has caught; whether anybody does. */
export function told(event: 'unhandledRejection' | 'uncaughtException', error: unknown, more: unknown): boolean {
  if (process.listenerCount(event) === 0) {
    return false;
  }
  try {
    return process.emit(event, error, more);
  } catch (thrown) {
    log('error', `a listener to '${event}' failed: ${String(thrown)}`);
    return true;
  }
}

hear((error) => told('uncaughtException', error, 'uncaughtException'));

export default process;
export const { nextTick, platform, cwd, version, versions, hrtime } = process;
export { env };
