import { callText, connected } from '../host/host';

/** How far a test has put the clock forward. */
let ahead = 0;

/** Milliseconds since the worker was made, with a fraction. */
export function now(): number {
  return connected() ? Number(callText('now', '')) + ahead : 0;
}

/** A time of the host's on this clock. */
export function shown(time: number): number {
  return time + ahead;
}

/** When the host is to call for what is due at a time of this clock, which is never zero. */
export function called(time: number): number {
  return ahead === 0 ? time : Math.max(AT_ONCE, time - ahead);
}

/** Puts the clock forward, in milliseconds. */
export function forward(by: number): void {
  ahead += by;
}

/** Long ago. */
export const AT_ONCE = 0.001;

/** The same in whole milliseconds, in which timers count. */
export function millis(): number {
  return Math.trunc(now());
}
