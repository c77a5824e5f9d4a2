import { call } from '../host/host';
import { uncaught } from '../log/uncaught';
import { mustBeFunction } from './arguments';
import { current, enter, type Context } from '../contexts/context';

/**
 * `process.nextTick`. Ticks run when the callback that queued them has returned and before any microtask. Those that a microtask queues
 * run when there are no more microtasks: V8 runs these when the host's call has returned, so the host is asked for another call.
 */
interface Tick {
  readonly callback: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  readonly context: Context;
  next: Tick | undefined;
}

let first: Tick | undefined;
let last: Tick | undefined;
/** The host's call is on the stack, at whose end they run. */
let inCall = false;
let asked = false;

export function nextTick(callback: unknown, ...args: unknown[]): void {
  mustBeFunction(callback);
  const context = current();
  context.account.pending++;
  const tick: Tick = { callback, args, context, next: undefined };
  if (last === undefined) {
    first = tick;
  } else {
    last.next = tick;
  }
  last = tick;
  if (!inCall && !asked) {
    asked = true;
    call('ticks', '');
  }
}

/** A call of the host's begins. */
export function entered(): void {
  inCall = true;
}

/** A call of the host's is about to end. */
export function leaving(): void {
  if (first !== undefined) {
    drain();
  }
  inCall = asked = false;
}

function drain(): void {
  while (first !== undefined) {
    const tick: Tick = first;
    first = tick.next;
    if (first === undefined) {
      last = undefined;
    }
    const { account } = tick.context;
    enter(tick.context);
    try {
      (0, tick.callback)(...tick.args);
    } catch (error) {
      uncaught('a tick failed', error);
    }
    account.pending--;
  }
}
