// Puts what add-ons expect beside the ECMAScript built-ins onto the global object.
import './dom-exception';
import 'core-js/actual/structured-clone';
import 'core-js/actual/atob';
import 'core-js/actual/btoa';
import { TextDecoder, TextEncoder } from '@exodus/bytes/encoding-lite.js';
import { EventTarget } from 'event-target-shim';
import { callBytes } from '../host/host';
import { prepareStackTrace } from '../log/stack';
import { AbortController, AbortSignal } from './abort';
import { console } from './console';
import { enqueue } from './microtasks';
import process from './process';
import { performance } from './performance';
import { Event } from './events';
import { domException } from './dom-exception';
import { global, lazily, replacing } from './lazily';
import { clearImmediate, setImmediate } from './immediates';
import { clearInterval, clearTimeout, setInterval, setTimeout } from './timers';

const MOST_RANDOM_BYTES = 65536;
const INTEGERS = /^\[object (?:Uint8Clamped|(?:Big)?(?:Int|Uint)(?:8|16|32|64))Array\]$/;

const crypto = {
  getRandomValues<T extends ArrayBufferView>(array: T): T {
    if (!INTEGERS.test(Object.prototype.toString.call(array))) {
      throw domException('getRandomValues: not an array of integers (expected: e.g. a Uint8Array)', 'TypeMismatchError');
    }
    if (array.byteLength > MOST_RANDOM_BYTES) {
      throw domException(`getRandomValues: ${array.byteLength} bytes (expected: at most ${MOST_RANDOM_BYTES})`, 'QuotaExceededError');
    }
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(callBytes('random', String(array.byteLength)));
    return array;
  },

  randomUUID(): string {
    const bytes = callBytes('random', '16');
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};

const names: Record<string, unknown> = {
  AbortController,
  AbortSignal,
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
