// Puts what add-ons expect beside the ECMAScript built-ins onto the global object.
import './dom-exception';
import 'core-js/actual/structured-clone';
import 'core-js/actual/atob';
import 'core-js/actual/btoa';
import { TextDecoder, TextEncoder } from '@exodus/bytes/encoding-lite.js';
import { EventTarget } from 'event-target-shim';
import { prepareStackTrace } from '../log/stack';
import { AbortController, AbortSignal } from './abort';
import { console } from './console';
import { Crypto, crypto } from './crypto';
import { enqueue } from './microtasks';
import process from './process';
import { performance } from './performance';
import { Event } from './events';
import { global, lazily, replacing } from './lazily';
import { clearImmediate, setImmediate } from './immediates';
import { clearInterval, clearTimeout, setInterval, setTimeout } from './timers';

const names: Record<string, unknown> = {
  AbortController,
  AbortSignal,
  Crypto,
  Event,
  EventTarget,
  TextDecoder,
  TextEncoder,
  clearImmediate,
  clearInterval,
  clearTimeout,
  console,
  crypto,
  global: globalThis,
  performance,
  process,
  queueMicrotask: enqueue,
  setImmediate,
  setInterval,
  setTimeout,
};

// As in Node, where it is there from the beginning too: libraries put their own in its place for a moment.
Object.defineProperty(Error, 'prepareStackTrace', { value: prepareStackTrace, writable: true, configurable: true, enumerable: false });

for (const [name, value] of Object.entries(names)) {
  global(name, value);
}

Object.defineProperty(globalThis, 'self', { get: () => globalThis, set: replacing(globalThis, 'self', true), configurable: true, enumerable: true });

lazily('Buffer', () => (require('./node-buffer') as { buffer: { Buffer: unknown } }).buffer.Buffer);
