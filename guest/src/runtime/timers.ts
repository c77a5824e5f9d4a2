import { call, callText, connected, settings } from '../boundary/host';
import { currentExchange, isOpen, runAs } from '../boundary/exchanges';
import { log } from '../boundary/log';
import { mapped } from '../modules/stack';

/**
 * Timers. The guest keeps them in a heap by due time; the host knows one number, when the first is due, and then calls
 * {@link fire}, which runs one callback: so each is a slice of its own, on account of the exchange that set it.
 */
class Timeout {
  readonly exchange = currentExchange();
  place = -1;

  constructor(
    readonly id: number,
    readonly callback: (...args: unknown[]) => unknown,
    readonly args: unknown[],
    readonly interval: number,
    public due: number,
    public order: number,
  ) {}

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    if (this.place >= 0) {
      remove(this);
      this.due = now() + this.interval;
      this.order = ++orders;
      insert(this);
      announce();
    }
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

const heap: Timeout[] = [];
let orders = 0;
let announced = -1;

export function now(): number {
  return connected() ? Number(callText('now', '')) : 0;
}

function before(a: Timeout, b: Timeout): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

function put(timer: Timeout, place: number): void {
  heap[place] = timer;
  timer.place = place;
}

function up(timer: Timeout, from: number): void {
  let place = from;
  while (place > 0) {
    const parent = heap[(place - 1) >> 1] as Timeout;
    if (!before(timer, parent)) {
      break;
    }
    put(parent, place);
    place = (place - 1) >> 1;
  }
  put(timer, place);
}

function down(timer: Timeout, from: number): void {
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) {
      break;
    }
    if (child + 1 < heap.length && before(heap[child + 1] as Timeout, heap[child] as Timeout)) {
      child++;
    }
    if (!before(heap[child] as Timeout, timer)) {
      break;
    }
    put(heap[child] as Timeout, place);
    place = child;
  }
  put(timer, place);
}

function insert(timer: Timeout): void {
  heap.length += 1;
  up(timer, heap.length - 1);
}

function remove(timer: Timeout): void {
  const { place } = timer;
  if (place < 0) {
    return;
  }
  timer.place = -1;
  const last = heap.pop() as Timeout;
  if (last !== timer) {
    down(last, place);
    up(last, last.place);
  }
}

function announce(): void {
  const next = heap.length === 0 ? -1 : (heap[0] as Timeout).due;
  if (next !== announced) {
    announced = next;
    call('timer', String(next));
  }
}

function start(callback: unknown, delay: unknown, args: unknown[], repeat: boolean, immediate: boolean): Timeout {
  if (typeof callback !== 'function') {
    throw new TypeError('The "callback" argument must be of type function.');
  }
  if (heap.length >= settings.limits.timers) {
    throw new RangeError(`Too many timers: ${heap.length} are alive (limit: limits.timers ${settings.limits.timers})`);
  }
  const asked = Number(delay);
  const wait = immediate ? 0 : asked >= 1 && asked <= 2147483647 ? Math.trunc(asked) : 1;
  const timer = new Timeout(++orders, callback as Timeout['callback'], args, repeat ? wait : -1, now() + wait, orders);
  insert(timer);
  announce();
  return timer;
}

function clear(timer: unknown): void {
  if (timer instanceof Timeout) {
    remove(timer);
    announce();
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    const found = heap.find((each) => each.id === Number(timer));
    if (found !== undefined) {
      clear(found);
    }
  }
}

/** The host has stopped an exchange: what it had set up to run later does not run. */
export function dropTimersOf(exchange: number): void {
  const dropped = heap.filter((timer) => timer.exchange === exchange);
  if (dropped.length > 0) {
    dropped.forEach(remove);
    announce();
  }
}

/** Fires the first timer if it is due; returns when the next is, or -1. */
export function fire(clock: number): number {
  const timer = heap[0];
  if (timer !== undefined && timer.due <= clock + 0.5) {
    remove(timer);
    runAs(timer.exchange);
    if (isOpen(timer.exchange)) {
      call('slice', String(timer.exchange));
    }
    if (timer.interval >= 0) {
      timer.due = clock + timer.interval;
      timer.order = ++orders;
      insert(timer);
    }
    try {
      timer.callback(...timer.args);
    } catch (error) {
      log('error', `a timer failed: ${mapped(error)}`);
    }
  }
  announced = heap.length === 0 ? -1 : (heap[0] as Timeout).due;
  return announced;
}

export const timers = {
  setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) => start(callback, delay, args, false, false),
  setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) => start(callback, delay, args, true, false),
  setImmediate: (callback: unknown, ...args: unknown[]) => start(callback, 0, args, false, true),
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate: clear,
};
