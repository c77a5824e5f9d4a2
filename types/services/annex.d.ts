/** `require('annex')`: what the host offers to add-ons of every style. */
export interface Annex {
  /**
   * Keeps the request that runs at the moment after its answer, until a promise has settled; at most for `limits.after`.
   * @throws {Error} where no request runs
   */
  waitUntil(promise: PromiseLike<unknown>): void;
  /**
   * Of the request that runs at the moment: aborted when its client has gone, or waits no longer.
   * @throws {Error} where no request runs
   */
  readonly signal: AbortSignal;
}
