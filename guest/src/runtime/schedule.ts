import { call, settings } from '../host/host';

/**
 * What is set to run later, as numbers: how many there are, how many keep the worker, and when the host is to call. Timers and immediates
 * tell it of themselves; the loop, which knows both, says which is the next.
 */
let alive = 0;
let refed = 0;
let announced = 0;
/** The host's call that fires is on the stack: what it returns tells when the next is due. */
let firing = false;
let due: () => number | undefined;

/** Who says when the next is due. */
export function whenDue(look: () => number | undefined): void {
  due = look;
}

/** A timer or immediate was set or is gone; whether it keeps its worker. */
export function scheduled(more: number, keeping: number): void {
  alive += more;
  refed += keeping;
}

/** Whether something is to run for which the worker is kept. */
export function isKept(): boolean {
  return refed > 0;
}

export function hasRoom(): void {
  const { timers } = settings.limits;
  if (alive >= timers) {
    throw new RangeError(`Too many timers: ${alive} are alive (limit: limits.timers ${timers}; clear those that are not needed any more)`);
  }
}

/** When the host is to call: 0 for never, negative where nothing waits for it that keeps its worker. */
function nextCall(): number {
  const next = due();
  return next === undefined ? 0 : refed > 0 ? next : -next;
}

/** Tells the host when it is to call, where that has changed. */
export function announce(): void {
  if (!firing) {
    const next = nextCall();
    if (next !== announced) {
      announced = next;
      call('timer', String(next));
    }
  }
}

/** The host's call to fire begins. */
export function fires(): void {
  firing = true;
}

/** That call is about to end; when the host is to call again. */
export function fired(): number {
  firing = false;
  return (announced = nextCall());
}

/** Another call of the host's begins: the one before may have been stopped in its midst. */
export function stopped(): void {
  firing = false;
}
