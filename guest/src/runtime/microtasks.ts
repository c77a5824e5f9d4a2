import { uncaught } from '../log/uncaught';
import { mustBeFunction } from './arguments';
import { counted } from '../contexts/context';

const resolved = Promise.resolve();

/** `queueMicrotask`; what such a callback throws is logged. */
export const enqueue = {
  queueMicrotask(callback: unknown): void {
    mustBeFunction(callback);
    counted(resolved, () => {
      try {
        callback();
      } catch (error) {
        uncaught('a microtask failed', error);
      }
    });
  },
}.queueMicrotask;
