import { Exchange } from './exchanges';
import type { AbortSignal } from '../runtime/abort';

function exchange(what: string): Exchange {
  const running = Exchange.current();
  if (running === undefined) {
    throw new Error(`annex.${what}: there is no request here (it is to be called by a handler, or by what a handler has begun)`);
  }
  return running;
}

/** `require('annex')`: what the host offers to add-ons of every style. */
export const annex = Object.freeze({
  /** Keeps the request that runs at the moment after its answer, until a promise has settled; at most for `limits.after`. */
  waitUntil(promise: PromiseLike<unknown>): void {
    exchange('waitUntil').waitUntil(promise);
  },

  /** The signal of the request that runs at the moment: aborted when its client has gone, or waits no longer. */
  get signal(): AbortSignal {
    return exchange('signal').signal;
  },
});
