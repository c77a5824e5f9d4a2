import { uncaught } from '../log/uncaught';
import { began, enter, none } from '../contexts/context';
import { AT_ONCE, called, shown } from './clock';
import { Immediates } from './immediates';
import { fired, fires, stopped, whenDue } from './schedule';
import { entered, leaving } from './ticks';
import { Timeout } from './timers';

/**
 * The phases of Node's loop: what is due of the timers, then what happened outside (exchanges, answers to ops), then the immediates that
 * were queued by then. The host owns the loop and runs one callback a call, so that each is a slice of its own on account of whoever set
 * it; here stands which is the next. It is told one number: when to call.
 */
const enum Phase {
  /** Timers, once the host calls: which are due is decided then, and for the whole phase. */
  BEFORE_TIMERS,
  TIMERS,
  /** Something happened outside: its immediates come before any timer. */
  OUTSIDE,
}

let phase = Phase.BEFORE_TIMERS;
/** The time of the phase of timers. */
let phaseTime = 0;

whenDue(() => {
  const due = Immediates.waiting() ? AT_ONCE : Timeout.due();
  return due === undefined ? undefined : called(due);
});

/** The host's call is about something that happened outside. */
export function outside(): void {
  entered();
  // A call that was stopped has not come to its end.
  stopped();
  if (phase === Phase.BEFORE_TIMERS) {
    phase = Phase.OUTSIDE;
  }
}

/** What comes next in the order of the phases. */
function next(clock: number): (() => void) | undefined {
  const running = Immediates.inBatch();
  if (running !== undefined) {
    return running;
  }
  if (phase === Phase.TIMERS) {
    const timer = firstTimer();
    if (timer !== undefined) {
      return timer;
    }
  }
  if (phase !== Phase.BEFORE_TIMERS) {
    phase = Phase.BEFORE_TIMERS;
    const first = Immediates.batch();
    if (first !== undefined) {
      return first;
    }
  }
  phase = Phase.TIMERS;
  // Whole milliseconds, and what the host computed in fractions may be a hair less.
  phaseTime = Math.trunc(shown(clock) + 0.001);
  const timer = firstTimer();
  if (timer === undefined) {
    phase = Phase.BEFORE_TIMERS;
    return Immediates.batch();
  }
  return timer;
}

function firstTimer(): (() => void) | undefined {
  const timer = Timeout.next(phaseTime);
  if (timer === undefined) {
    return undefined;
  }
  return () => {
    enter(Timeout.context(timer));
    Timeout.fire(timer);
  };
}

/** Runs the next callback that is due, if one is; returns when the host is to call again. */
export function fire(clock: number): number {
  entered();
  began(none);
  fires();
  try {
    next(clock)?.();
  } catch (error) {
    uncaught('a timer failed', error);
  }
  leaving();
  return fired();
}
