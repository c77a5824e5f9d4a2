import { timers } from '../runtime/timers';
import { enqueue } from '../runtime/microtasks';
import process from '../runtime/process';

const globals = globalThis as unknown as Record<string, unknown>;

/** Node's modules that need nothing of a host, from npm; each is evaluated when it is first required. */
const builtins: Record<string, () => unknown> = {
  assert: () => require('assert'),
  'assert/strict': () => (require('assert') as { strict: unknown }).strict,
  buffer: () => (require('../runtime/buffer') as { default: unknown }).default,
  events: () => require('events'),
  path: () => require('path-browserify'),
  'path/posix': () => require('path-browserify'),
  process: () => process,
  punycode: () => require('punycode'),
  querystring: () => require('querystring-es3'),
  stream: () => require('readable-stream'),
  string_decoder: () => require('string_decoder'),
  timers: () => ({ ...timers, queueMicrotask: enqueue }),
  url: () => ({ ...require('url'), URL: globals['URL'], URLSearchParams: globals['URLSearchParams'] }),
  'stream/promises': () => (require('readable-stream') as { promises: unknown }).promises,
  util: () => ({
    ...require('util'),
    TextEncoder: globals['TextEncoder'],
    TextDecoder: globals['TextDecoder'],
  }),
  'util/types': () => (require('util') as { types: unknown }).types,
};

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
