import { annex } from '../boundary/annex';
import { hooks } from '../contexts/hooks';
import { part } from '../host/parts';
import { clearImmediate, setImmediate } from '../runtime/immediates';
import process from '../runtime/process';
import { addonsModule } from '../services/addons/addons';
import { eventsModule } from '../services/events/events';
import { requester } from '../services/requester/requester';
import { settingsModule } from '../services/settings/settings';
import { filesModule } from '../services/files/folder';
import { imagesModule } from '../services/images/images';
import { storageModule } from '../services/storage/storage';
import { mailModule } from '../services/mail/mail';
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../runtime/timers';

const globals = globalThis as unknown as Record<string, unknown>;

/** Those that load, and fail when they are used. */
const ABSENT = 'child_process cluster dgram dns dns/promises http2 inspector inspector/promises net repl tls tty v8 vm worker_threads'.split(' ');

/** A part of the library with modules of Node's. */
const node = (): Record<string, unknown> => part('node') as Record<string, unknown>;
const calling = (): { http: unknown; https: unknown } => part('http') as { http: unknown; https: unknown };
const lazy = (name: string) => (): unknown => (node()[name] as () => unknown)();
const member = (name: string) => (): unknown => node()[name];
const absent = (name: string) => (): unknown => ((node()['absentModules'] as Record<string, () => unknown>)[name] as () => unknown)();

/** Node's modules, each evaluated when it is first required. */
const builtins: Record<string, () => unknown> = {
  assert: lazy('assert'),
  'assert/strict': () => (builtin('assert') as { strict: unknown }).strict,
  async_hooks: () => hooks,
  buffer: member('buffer'),
  console: () => globals['console'],
  constants: () => {
    const { errno, signals, priority, dlopen } = (builtin('os') as { constants: Record<string, object> }).constants;
    return { ...errno, ...signals, ...priority, ...dlopen, ...(builtin('fs') as { constants: object }).constants };
  },
  crypto: () => (part('nodecrypto') as Default).default,
  diagnostics_channel: member('diagnostics_channel'),
  domain: member('domain'),
  events: member('events'),
  fs: () => (require('./node/fs') as Default).default,
  'fs/promises': () => (builtin('fs') as { promises: unknown }).promises,
  http: () => calling().http,
  https: () => calling().https,
  os: member('os'),
  path: member('posix'),
  'path/posix': member('posix'),
  'path/win32': member('win32'),
  perf_hooks: lazy('perf_hooks'),
  process: () => process,
  punycode: lazy('punycode'),
  querystring: member('querystring'),
  readline: member('readline'),
  'readline/promises': member('readlinePromises'),
  stream: member('streamModule'),
  'stream/consumers': member('consumers'),
  'stream/promises': () => (builtin('stream') as { promises: unknown }).promises,
  'stream/web': lazy('web'),
  string_decoder: () => require('string_decoder'),
  sys: () => builtin('util'),
  timers: () => ({ clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout, promises: builtin('timers/promises') }),
  'timers/promises': () => require('../runtime/timers-promises') as object,
  url: member('url'),
  util: () => promisifying(node()['util'] as Util),
  'util/types': () => (builtin('util') as { types: unknown }).types,
  zlib: () => (part('zlib') as { zlib: unknown }).zlib,
  ...Object.fromEntries(ABSENT.map((name) => [name, absent(name)])),
};

interface Default {
  readonly default: unknown;
}

interface Util {
  readonly promisify: { readonly custom: symbol };
}

/** Node's promises of timers, where `util.promisify` looks for them. */
function promisifying(util: Util): Util {
  const promises = builtin('timers/promises') as { setTimeout: unknown; setImmediate: unknown };
  for (const custom of [util.promisify.custom, Symbol.for('nodejs.util.promisify.custom')]) {
    Object.defineProperty(setTimeout, custom, { configurable: true, value: promises.setTimeout });
    Object.defineProperty(setImmediate, custom, { configurable: true, value: promises.setImmediate });
  }
  return util;
}

/** The host's own modules, `annex` and what is below it, are there in every style and before every other. */
const hostModules: Readonly<Record<string, unknown>> = {
  annex,
  'annex/files': filesModule,
  'annex/images': imagesModule,
  'annex/addons': addonsModule,
  'annex/events': eventsModule,
  'annex/mail': mailModule,
  'annex/requester': requester(),
  'annex/settings': settingsModule,
  'annex/storage': storageModule,
};

export function hostModule(name: string): unknown {
  return Object.hasOwn(hostModules, name) ? hostModules[name] : undefined;
}

/** Their names. */
export function hostModuleNames(): string[] {
  return Object.keys(hostModules);
}

/** The names of Node's. */
export function builtinNames(): string[] {
  return [...Object.keys(builtins), 'module'];
}

const loaded = new Map<string, unknown>();

/** Packages written for browsers as well say 'string_decoder/' where they mean the one of npm. */
function bare(name: string): string {
  return name.replace(/^node:|\/$/g, '');
}

/** Whether there is one of that name. */
export function hasBuiltin(name: string): boolean {
  return Object.hasOwn(builtins, bare(name)) || bare(name) === 'module';
}

/** Node's `module`, which each loader has of its own: `requireIn` makes a `require` for a folder. */
export function moduleOf(requireIn: (folder: string) => unknown): unknown {
  return (node()['moduleOf'] as (names: string[], requireIn: (folder: string) => unknown) => unknown)(builtinNames(), requireIn);
}

/** The module, or undefined when there is none of that name. */
export function builtin(name: string): unknown {
  const known = bare(name);
  if (!Object.hasOwn(builtins, known)) {
    return undefined;
  }
  if (!loaded.has(known)) {
    loaded.set(known, (builtins[known] as () => unknown)());
  }
  return loaded.get(known);
}
