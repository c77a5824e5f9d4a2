import { log } from '../boundary/log';
import { mapped } from '../modules/stack';

const resolved = Promise.resolve();
const { then } = Promise.prototype;

/** `queueMicrotask`, and `process.nextTick` with arguments; what such a callback throws is logged. */
export function enqueue(callback: (...args: unknown[]) => unknown, ...args: unknown[]): void {
  if (typeof callback !== 'function') {
    throw new TypeError('The "callback" argument must be of type function.');
  }
  then.call(resolved, () => {
    try {
      callback(...args);
    } catch (error) {
      log('error', `a microtask failed: ${mapped(error)}`);
    }
  });
}
