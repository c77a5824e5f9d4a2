import { opsAreOpen } from '../boundary/ops';
import type { Listening, LoadedProgram } from '../boundary/program';
import { Listeners } from '../exchange/listeners';
import { callText } from '../host/host';
import { forward, millis } from '../runtime/clock';
import { announce } from '../runtime/schedule';
import { Timeout } from '../runtime/timers';
import { setImmediate } from '../runtime/immediates';

/** What the host tells to put the clock forward. */
const NAME = 'annex:clock';
/** How long, by the real clock, a step waits for what is due again at once, and for what the add-on has asked of the host. */
const MOST_WAIT = 1000;

const RealDate = Date;
/** How far `Date` is before V8's. */
let ahead = 0;
/** Counts the tests that have ended while the clock went forward for them. */
let halts = 0;

/** The add-on's clock is the test's from now on: `Date` here, timers and `performance` in the library. */
export function begin(): void {
  const [advanced, set] = JSON.parse(callText('annex-testkit.ahead', 'null')) as [number, number];
  go(advanced);
  ahead += set;
  const Moved = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) {
      return new RealDate(RealDate.now() + ahead).toString();
    }
    return Reflect.construct(RealDate, args.length === 0 ? [RealDate.now() + ahead] : args, new.target);
  };
  for (const name of ['parse', 'UTC'] as const) {
    Object.defineProperty(Moved, name, { value: RealDate[name], writable: true, configurable: true });
  }
  Object.defineProperty(Moved, 'now', { value: { now: () => RealDate.now() + ahead }.now, writable: true, configurable: true });
  Object.defineProperty(Moved, 'name', { value: 'Date', configurable: true });
  Object.defineProperty(Moved, 'length', { value: 7, configurable: true });
  Object.defineProperty(Moved, 'prototype', { value: RealDate.prototype, writable: false });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: Moved, writable: true, configurable: true });
  Object.defineProperty(globalThis, 'Date', { value: Moved, writable: true, configurable: true });
}

function go(by: number): void {
  ahead += by;
  forward(by);
}

/**
 * Goes forward, from one time at which something is due to the next, so that what runs then sees its own time, and sets its next timers
 * from there.
 */
async function advance(by: number): Promise<void> {
  const target = millis() + by;
  const begun = halts;
  let gone = 0;
  for (let due = Timeout.due(); due !== undefined && due <= target && halts === begun; due = Timeout.due()) {
    const step = Math.min(Math.max(0, due - millis()), by - gone);
    gone += step;
    go(step);
    announce();
    await settled();
  }
  // Whatever time that took: the host's clock has gone on by as much.
  go(by - gone);
  announce();
  await settled();
}

/** What is due has run, and what it asked of the host is answered. */
async function settled(): Promise<void> {
  const began = RealDate.now();
  for (;;) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    const isDue = (Timeout.due() ?? Infinity) <= millis();
    if ((!isDue && !opsAreOpen()) || RealDate.now() - began >= MOST_WAIT) {
      return;
    }
  }
}

/** The same program, which also hears of the clock. */
export function hearing(program: LoadedProgram): LoadedProgram {
  const listeners = new Listeners();
  listeners.on(NAME, ({ advance: by, set = 0, halt = 0 }: { advance?: number; set?: number; halt?: number }) => {
    halts += halt;
    // What the time is has nothing to do with how long anything lasts.
    ahead += set;
    return by === undefined ? undefined : advance(by);
  });
  const own = Listeners.close(listeners) as Listening;
  const others = program.listeners;
  return {
    ...program,
    listeners: {
      declared: [...(others?.declared ?? []), ...own.declared],
      hear(message) {
        const [number, dash, origin, , name, ...json] = message.split('\0');
        return name === NAME ? own.hear([number, dash, origin, 0, name, ...json].join('\0')) : (others as Listening).hear(message);
      },
    },
  };
}
