import { mustBeFunction } from './arguments';
import { current, enter, none, type Account, type Context } from '../contexts/context';
import { announce, hasRoom, scheduled } from './schedule';

class Queue {
  first: Immediate | undefined;
  last: Immediate | undefined;
}

/** What `setImmediate` gives. */
class Immediate {
  readonly #callback: (...args: unknown[]) => unknown;
  readonly #args: readonly unknown[];
  readonly #context: Context;
  #refed = true;
  #queue: Queue | undefined;
  #previous: Immediate | undefined;
  #next: Immediate | undefined;

  constructor(callback: (...args: unknown[]) => unknown, args: readonly unknown[], queue: Queue) {
    this.#callback = callback;
    this.#args = args;
    this.#context = current();
    this.#queue = queue;
    this.#previous = queue.last;
    if (queue.last === undefined) {
      queue.first = this;
    } else {
      queue.last.#next = this;
    }
    queue.last = this;
    scheduled(1, 1);
    this.#count(1);
  }

  #count(by: number): void {
    const { account } = this.#context;
    if (account !== none) {
      account.pending += by;
    }
  }

  ref(): this {
    return this.#keep(true);
  }

  unref(): this {
    return this.#keep(false);
  }

  hasRef(): boolean {
    return this.#refed && this.#queue !== undefined;
  }

  #keep(keeps: boolean): this {
    if (this.#queue !== undefined && this.#refed !== keeps) {
      this.#refed = keeps;
      scheduled(0, keeps ? 1 : -1);
      this.#count(keeps ? 1 : -1);
      announce();
    }
    return this;
  }

  #remove(): boolean {
    const queue = this.#queue;
    if (queue === undefined) {
      return false;
    }
    if (this.#previous === undefined) {
      queue.first = this.#next;
    } else {
      this.#previous.#next = this.#next;
    }
    if (this.#next === undefined) {
      queue.last = this.#previous;
    } else {
      this.#next.#previous = this.#previous;
    }
    this.#queue = this.#previous = this.#next = undefined;
    scheduled(-1, this.#refed ? -1 : 0);
    return true;
  }

  static clear(immediate: Immediate): void {
    if (immediate.#remove()) {
      if (immediate.#refed) {
        immediate.#count(-1);
      }
      announce();
    }
  }

  static run(immediate: Immediate): void {
    immediate.#remove();
    enter(immediate.#context);
    try {
      Reflect.apply(immediate.#callback, immediate, immediate.#args);
    } finally {
      if (immediate.#refed) {
        immediate.#count(-1);
      }
    }
  }

  static drop(queue: Queue, account: Account): void {
    for (let each = queue.first; each !== undefined; ) {
      const next: Immediate | undefined = each.#next;
      if (each.#context.account === account) {
        Immediate.clear(each);
      }
      each = next;
    }
  }
}

// The bundler gives the class another.
Object.defineProperty(Immediate, 'name', { value: 'Immediate', configurable: true });

const { dispose } = Symbol as unknown as { dispose?: symbol };
if (dispose !== undefined) {
  Object.defineProperty(Immediate.prototype, dispose, {
    configurable: true,
    writable: true,
    value(this: Immediate) {
      Immediate.clear(this);
    },
  });
}

let queued = new Queue();
/** Those whose turn it is; what they queue themselves has its turn in the next round of the loop. */
let turn = new Queue();

function first(): (() => void) | undefined {
  const immediate = turn.first;
  return immediate === undefined
    ? undefined
    : () => {
        Immediate.run(immediate);
      };
}

/** The queues, for the loop. */
export const Immediates = {
  waiting: (): boolean => turn.first !== undefined || queued.first !== undefined,

  /** The next of those whose turn it is. */
  inBatch: first,

  /** Gives their turn to all that are queued; the first of them. */
  batch(): (() => void) | undefined {
    [turn, queued] = [queued, turn];
    return first();
  },

  drop(account: Account): void {
    Immediate.drop(turn, account);
    Immediate.drop(queued, account);
  },
};

export function setImmediate(callback: unknown, ...args: unknown[]): Immediate {
  mustBeFunction(callback);
  hasRoom();
  const immediate = new Immediate(callback, args, queued);
  announce();
  return immediate;
}

export function clearImmediate(immediate?: unknown): void {
  if (immediate instanceof Immediate) {
    Immediate.clear(immediate);
  }
}
