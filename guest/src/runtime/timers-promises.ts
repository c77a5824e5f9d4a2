// `timers/promises` of Node.
import type { AbortSignal } from './abort';
import { clearImmediate, setImmediate as immediate } from './immediates';
import { clearInterval, clearTimeout, setInterval as interval, setTimeout as timeout } from './timers';

interface Options {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

interface Refed {
  unref(): unknown;
}

function aborted(signal: AbortSignal): Error {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' });
}

/** A promise of what `start` begins, which the signal ends by `stop`. */
function promised<T, H extends Refed>(value: T, options: Options | undefined, start: (done: () => void) => H, stop: (handle: H) => void): Promise<T> {
  const { signal, ref } = options ?? {};
  if (signal?.aborted === true) {
    return Promise.reject(aborted(signal));
  }
  let listener: (() => void) | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    const handle = start(() => {
      resolve(value);
    });
    if (ref === false) {
      handle.unref();
    }
    if (signal !== undefined) {
      listener = () => {
        stop(handle);
        reject(aborted(signal));
      };
      signal.addEventListener('abort', listener, { once: true });
    }
  });
  return signal === undefined
    ? promise
    : promise.finally(() => {
        signal.removeEventListener('abort', listener);
      });
}

export function setTimeout<T>(delay?: number, value?: T, options?: Options): Promise<T | undefined> {
  return promised(value, options, (done) => timeout(done, delay), clearTimeout);
}

export function setImmediate<T>(value?: T, options?: Options): Promise<T | undefined> {
  return promised(value, options, (done) => immediate(done), clearImmediate);
}

export async function* setInterval<T>(delay?: number, value?: T, options?: Options): AsyncGenerator<T | undefined> {
  const { signal, ref } = options ?? {};
  const check = (): void => {
    if (signal?.aborted === true) {
      throw aborted(signal);
    }
  };
  check();
  let due = 0;
  let wake: ((rejected?: Promise<never>) => void) | undefined;
  const timer = interval(() => {
    due++;
    wake?.();
    wake = undefined;
  }, delay);
  if (ref === false) {
    timer.unref();
  }
  const listener = (): void => {
    clearInterval(timer);
    wake?.(Promise.reject(aborted(signal as AbortSignal)));
    wake = undefined;
  };
  signal?.addEventListener('abort', listener, { once: true });
  try {
    for (;;) {
      if (due === 0) {
        await new Promise<unknown>((resolve) => {
          wake = resolve;
        });
      }
      for (; due > 0; due--) {
        yield value;
      }
      check();
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', listener);
  }
}

export const scheduler = {
  wait: (delay?: number, options?: Options): Promise<undefined> => setTimeout(delay, undefined, options),
  yield: (): Promise<undefined> => setImmediate(),
};
