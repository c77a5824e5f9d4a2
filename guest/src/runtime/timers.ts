import { callText, settings } from '../host/host';
import { mustBeFunction } from './arguments';
import { millis } from './clock';
import { current, none, type Account, type Context } from '../contexts/context';
import { announce, hasRoom, scheduled } from './schedule';

/**
 * Timers as Node keeps them: those of one duration form a list, in the order in which they were set, and a heap has the lists by when
 * their first is due. So two timers that are due in one turn fire in Node's order, which is not always that of their times.
 */
interface List {
  readonly msecs: number;
  expiry: number;
  /** Where two are due at once, the list that was made first. */
  order: number;
  place: number;
  first: Timeout | undefined;
  last: Timeout | undefined;
}

const LONGEST = 2147483647;

/** What nobody waits for may be looked up by its number. */
const known = new Map<number, Timeout>();
const lists = new Map<number, List>();
/** From 1 on. */
const heap: (List | undefined)[] = [undefined];
let orders = 0;
let ids = 0;

/** The wait in ms that Node makes of an argument. */
function waitOf(delay: unknown): number {
  const asked = (delay as number) * 1;
  return asked >= 1 && asked <= LONGEST ? asked : 1;
}

export class Timeout {
  readonly #id = ++ids;
  readonly #callback: (...args: unknown[]) => unknown;
  readonly #args: readonly unknown[];
  readonly #wait: number;
  readonly #context: Context;
  /** Of the library's own: neither counted nor limited. */
  readonly #own: boolean;
  #repeats: boolean;
  #refed: boolean;
  #counted = false;
  #start = 0;
  #list: List | undefined;
  #previous: Timeout | undefined;
  #next: Timeout | undefined;

  constructor(callback: (...args: unknown[]) => unknown, wait: number, args: readonly unknown[], repeats: boolean, own = false) {
    this.#callback = callback;
    this.#args = args;
    this.#wait = wait;
    this.#repeats = repeats;
    this.#own = own;
    this.#refed = !own;
    this.#context = current();
    this.#insert(millis());
  }

  ref(): this {
    if (!this.#refed) {
      this.#refed = true;
      if (this.#list !== undefined) {
        scheduled(0, 1);
        this.#count();
        announce();
      }
    }
    return this;
  }

  unref(): this {
    if (this.#refed) {
      this.#refed = false;
      if (this.#list !== undefined) {
        scheduled(0, -1);
        this.#uncount();
        announce();
      }
    }
    return this;
  }

  hasRef(): boolean {
    return this.#refed;
  }

  refresh(): this {
    if (!this.#cleared) {
      this.#remove();
      this.#insert(millis());
      announce();
    }
    return this;
  }

  close(): this {
    Timeout.clear(this);
    return this;
  }

  [Symbol.toPrimitive](): number {
    if (this.#list !== undefined) {
      known.set(this.#id, this);
    }
    return this.#id;
  }

  #cleared = false;

  /** The exchange that set it waits for it, unless it cannot see its end. */
  #count(): void {
    const { account } = this.#context;
    if (account !== none && !this.#counted && this.#refed && !this.#repeats && isWithinTime(this.#wait, account)) {
      this.#counted = true;
      account.pending++;
    }
  }

  #uncount(): void {
    if (this.#counted) {
      this.#counted = false;
      this.#context.account.pending--;
    }
  }

  #insert(start: number): void {
    const msecs = Math.trunc(this.#wait);
    this.#start = start;
    let list = lists.get(msecs);
    if (list === undefined) {
      list = { msecs, expiry: start + msecs, order: ++orders, place: 0, first: undefined, last: undefined };
      lists.set(msecs, list);
      heap.push(list);
      up(heap.length - 1);
    }
    this.#list = list;
    this.#next = undefined;
    this.#previous = list.last;
    if (list.last === undefined) {
      list.first = this;
    } else {
      list.last.#next = this;
    }
    list.last = this;
    scheduled(this.#own ? 0 : 1, this.#refed ? 1 : 0);
    this.#count();
  }

  /** Takes it from its list; an emptied list goes when its turn has ended. */
  #remove(): boolean {
    const list = this.#list;
    if (list === undefined) {
      return false;
    }
    if (this.#previous === undefined) {
      list.first = this.#next;
    } else {
      this.#previous.#next = this.#next;
    }
    if (this.#next === undefined) {
      list.last = this.#previous;
    } else {
      this.#next.#previous = this.#previous;
    }
    this.#list = this.#previous = this.#next = undefined;
    scheduled(this.#own ? 0 : -1, this.#refed ? -1 : 0);
    if (list.first === undefined) {
      lists.delete(list.msecs);
      removeAt(list.place);
    }
    return true;
  }

  static clear(timer: Timeout): void {
    timer.#cleared = true;
    timer.#repeats = false;
    known.delete(timer.#id);
    if (timer.#remove()) {
      timer.#uncount();
      announce();
    }
  }

  static start(callback: unknown, delay: unknown, args: readonly unknown[], repeats: boolean): Timeout {
    mustBeFunction(callback);
    hasRoom();
    const timer = new Timeout(callback, waitOf(delay), args, repeats);
    announce();
    return timer;
  }

  /** When the first list is to be looked at, or undefined. */
  static due(): number | undefined {
    return heap[1]?.expiry;
  }

  /** The first timer that is due at a time, which is that of the turn. */
  static next(now: number): Timeout | undefined {
    for (let list = heap[1]; list !== undefined && list.expiry <= now; list = heap[1]) {
      const timer = list.first as Timeout;
      if (now - timer.#start >= list.msecs) {
        return timer;
      }
      list.expiry = Math.max(timer.#start + list.msecs, now + 1);
      list.order = ++orders;
      down(1);
    }
    return undefined;
  }

  static context(timer: Timeout): Context {
    return timer.#context;
  }

  /** Calls back; throws what the callback throws. */
  static fire(timer: Timeout): void {
    timer.#remove();
    const start = timer.#repeats ? millis() : 0;
    try {
      Reflect.apply(timer.#callback, timer, timer.#args);
    } finally {
      if (timer.#list === undefined) {
        timer.#uncount();
        if (timer.#repeats) {
          timer.#insert(start);
        } else {
          known.delete(timer.#id);
        }
      }
    }
  }

  /** Clears those of one account, and says how many. */
  static drop(account: Account): void {
    for (const list of [...lists.values()]) {
      for (let timer = list.first; timer !== undefined; ) {
        const next: Timeout | undefined = timer.#next;
        if (timer.#context.account === account) {
          Timeout.clear(timer);
        }
        timer = next;
      }
    }
  }
}

// The bundler gives the class another.
Object.defineProperty(Timeout, 'name', { value: 'Timeout', configurable: true });

const { dispose } = Symbol as unknown as { dispose?: symbol };
if (dispose !== undefined) {
  Object.defineProperty(Timeout.prototype, dispose, {
    configurable: true,
    writable: true,
    value(this: Timeout) {
      Timeout.clear(this);
    },
  });
}

/** Whether a wait ends before the exchange must; the host is asked where that is not plain. */
function isWithinTime(wait: number, account: Account): boolean {
  const { wall } = settings.limits;
  return wait * 4 <= wall || (wait < wall && wait < Number(callText('left', `${account.number}`)));
}

function before(a: List, b: List): boolean {
  return a.expiry < b.expiry || (a.expiry === b.expiry && a.order < b.order);
}

function put(list: List, place: number): void {
  heap[place] = list;
  list.place = place;
}

function up(from: number): void {
  const list = heap[from] as List;
  let place = from;
  for (; place > 1 && before(list, heap[place >> 1] as List); place >>= 1) {
    put(heap[place >> 1] as List, place);
  }
  put(list, place);
}

function down(from: number): void {
  const list = heap[from] as List;
  let place = from;
  for (;;) {
    let child = 2 * place;
    if (child + 1 < heap.length && before(heap[child + 1] as List, heap[child] as List)) {
      child++;
    }
    if (child >= heap.length || !before(heap[child] as List, list)) {
      break;
    }
    put(heap[child] as List, place);
    place = child;
  }
  put(list, place);
}

function removeAt(place: number): void {
  const last = heap.pop() as List;
  if (place < heap.length) {
    put(last, place);
    down(place);
    up(last.place);
  }
}

function clear(timer: unknown): void {
  if (timer instanceof Timeout) {
    Timeout.clear(timer);
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    const found = known.get(Number(timer));
    if (found !== undefined && (typeof timer === 'number' || String(Number(timer)) === timer)) {
      Timeout.clear(found);
    }
  }
}

/** A timer of the library's own, which keeps nothing open and counts for no limit. */
export function ownTimer(callback: () => void, delay: number): Timeout {
  const timer = new Timeout(callback, waitOf(delay), [], false, true);
  announce();
  return timer;
}

export const setTimeout = (callback: unknown, delay?: unknown, ...args: unknown[]): Timeout => Timeout.start(callback, delay, args, false);
export const setInterval = (callback: unknown, delay?: unknown, ...args: unknown[]): Timeout => Timeout.start(callback, delay, args, true);
export const clearTimeout = (timer?: unknown): void => {
  clear(timer);
};
export const clearInterval = (timer?: unknown): void => {
  clear(timer);
};
