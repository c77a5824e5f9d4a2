import { timers } from '../runtime/timers';
import { enqueue } from '../runtime/microtasks';
import process from '../runtime/process';

const globals = globalThis as unknown as Record<string, unknown>;

/** Node's modules that need nothing of a host, from npm; each is evaluated when it is first required. */
const builtins: Record<string, () => unknown> = {
  assert: () => require('assert'),
  buffer: () => require('buffer'),
  events: () => require('events'),
  path: () => require('path-browserify'),
  process: () => process,
  punycode: () => require('punycode'),
  querystring: () => require('querystring-es3'),
  stream: () => require('readable-stream'),
  string_decoder: () => require('string_decoder'),
  timers: () => ({ ...timers, queueMicrotask: enqueue }),
  url: () => ({ ...require('url'), URL: globals['URL'], URLSearchParams: globals['URLSearchParams'] }),
  util: () => ({
    ...require('util'),
    TextEncoder: globals['TextEncoder'],
    TextDecoder: globals['TextDecoder'],
  }),
};

const loaded = new Map<string, unknown>();

/** The module, or undefined when there is none of that name. */
export function builtin(name: string): unknown {
  const bare = name.startsWith('node:') ? name.slice(5) : name;
  if (!Object.hasOwn(builtins, bare)) {
    return undefined;
  }
  if (!loaded.has(bare)) {
    loaded.set(bare, (builtins[bare] as () => unknown)());
  }
  return loaded.get(bare);
}
