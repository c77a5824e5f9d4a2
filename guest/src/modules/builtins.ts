import { annex } from '../boundary/annex';
import { hooks } from '../contexts/hooks';
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

/** Node's modules that need nothing of a host, from npm; each is evaluated when it is first required. */
const builtins: Record<string, () => unknown> = {
  assert: () => require('assert'),
  async_hooks: () => hooks,
  'assert/strict': () => (require('assert') as { strict: unknown }).strict,
  buffer: () => (require('../runtime/buffer') as { default: unknown }).default,
  constants: () => (builtin('fs') as { constants: unknown }).constants,
  crypto: () => (require('./node/crypto') as Default).default,
  events: () => require('events'),
  fs: () => (require('./node/fs') as Default).default,
  'fs/promises': () => (builtin('fs') as { promises: unknown }).promises,
  http: () => (require('./node/http') as Default).default,
  net: () => (require('./node/net') as Default).default,
  os: () => (require('./node/os') as Default).default,
  path: () => require('path-browserify'),
  'path/posix': () => require('path-browserify'),
  process: () => process,
  punycode: () => require('punycode'),
  querystring: () => require('querystring-es3'),
  stream: () => require('readable-stream'),
  string_decoder: () => require('string_decoder'),
  timers: () => ({ clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout, promises: builtin('timers/promises') }),
  'timers/promises': () => require('../runtime/timers-promises') as object,
  tty: () => ({ isatty: () => false }),
  url: () => ({ ...require('url'), URL: globals['URL'], URLSearchParams: globals['URLSearchParams'] }),
  'stream/promises': () => (require('readable-stream') as { promises: unknown }).promises,
  util: () => ({
    ...promisifying(require('util') as Util),
    TextEncoder: globals['TextEncoder'],
    TextDecoder: globals['TextDecoder'],
  }),
  'util/types': () => (require('util') as { types: unknown }).types,
  zlib: () => require('browserify-zlib'),
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
  return Object.keys(builtins);
}

const loaded = new Map<string, unknown>();

/** The module, or undefined when there is none of that name. */
export function builtin(name: string): unknown {
  // Packages written for browsers as well say 'string_decoder/' where they mean the one of npm.
  const bare = name.replace(/^node:|\/$/g, '');
  if (!Object.hasOwn(builtins, bare)) {
    return undefined;
  }
  if (!loaded.has(bare)) {
    loaded.set(bare, (builtins[bare] as () => unknown)());
  }
  return loaded.get(bare);
}
