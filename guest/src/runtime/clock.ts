import { callText, connected } from '../host/host';

/** Milliseconds since the worker was made, with a fraction. */
export function now(): number {
  return connected() ? Number(callText('now', '')) : 0;
}

/** The same in whole milliseconds, in which timers count. */
export function millis(): number {
  return Math.trunc(now());
}
