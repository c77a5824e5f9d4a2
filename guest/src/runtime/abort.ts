import { Event, EventTarget, getEventAttributeValue, setEventAttributeValue } from 'event-target-shim';
import { domException } from './dom-exception';
import { ownTimer } from './timers';

function abortError(): Error {
  return domException('This operation was aborted', 'AbortError');
}

const KEY = {};
/** A signal of nobody's. */
export let newSignal: () => AbortSignal;
let abortSignal: (signal: AbortSignal, reason: unknown) => void;

/** How many dependents a signal has before those that are gone are looked for. */
const FEW = 16;

/**
 * The DOM's AbortSignal over a well-kept EventTarget.
 *
 * A signal made by `any` depends on its sources, which are signals that depend on none. It holds them; they hold it only weakly, unless
 * somebody listens to it: a signal that lives as long as its worker may be combined with one of each request, for ever. V8 does not tell
 * here when an object has gone, so the entries of those that have are cleared out whenever their number has doubled.
 */
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;
  #dependents: WeakRef<AbortSignal>[] | undefined;
  #mostDependents = FEW;
  #listened: Set<AbortSignal> | undefined;
  #sources: Set<AbortSignal> | undefined;

  constructor(key: unknown) {
    super();
    if (key !== KEY) {
      throw new TypeError('Illegal constructor (expected: an AbortController, or AbortSignal.abort, any or timeout)');
    }
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) {
      throw this.#reason;
    }
  }

  get [Symbol.toStringTag](): string {
    return 'AbortSignal';
  }

  // As the shim has it, for any type of event and listener.
  override addEventListener(type: any, callback?: any, options?: any): void {
    super.addEventListener(type, callback, options);
    if (type === 'abort' && callback !== null && callback !== undefined) {
      this.#listen();
    }
  }

  get onabort(): unknown {
    return getEventAttributeValue(this, 'abort');
  }

  set onabort(listener: unknown) {
    setEventAttributeValue(this, 'abort', listener as null);
    if (typeof listener === 'function') {
      this.#listen();
    }
  }

  #listen(): void {
    if (!this.#aborted) {
      for (const source of this.#sources ?? []) {
        (source.#listened ??= new Set()).add(this);
      }
    }
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = new AbortSignal(KEY);
    AbortSignal.#abort(signal, reason);
    return signal;
  }

  static timeout(ms: number): AbortSignal {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`AbortSignal.timeout: ${String(ms)} (expected: milliseconds, 0 or more)`);
    }
    const signal = new AbortSignal(KEY);
    ownTimer(() => {
      AbortSignal.#abort(signal, domException('The operation was aborted due to timeout', 'TimeoutError'));
    }, ms);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = new AbortSignal(KEY);
    const all = [...signals];
    const aborted = all.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      any.#aborted = true;
      any.#reason = aborted.reason;
      return any;
    }
    any.#sources = new Set(all.flatMap((signal) => (signal.#sources === undefined ? [signal] : [...signal.#sources])));
    for (const source of any.#sources) {
      source.#depend(any);
    }
    return any;
  }

  #depend(signal: AbortSignal): void {
    const dependents = (this.#dependents ??= []);
    if (dependents.length >= this.#mostDependents) {
      this.#dependents = dependents.filter((each) => each.deref() !== undefined);
      this.#mostDependents = Math.max(FEW, 2 * this.#dependents.length);
    }
    this.#dependents?.push(new WeakRef(signal));
  }

  /** Aborts a signal and those that depend on it: all of them are aborted before the first listener hears of it. */
  static #abort(signal: AbortSignal, reason: unknown): void {
    if (signal.aborted) {
      return;
    }
    const all = [signal];
    for (const each of signal.#dependents ?? []) {
      const dependent = each.deref();
      if (dependent?.aborted === false) {
        all.push(dependent);
      }
    }
    for (const each of all) {
      each.#aborted = true;
      each.#reason = reason;
    }
    for (const each of all) {
      for (const source of each.#sources ?? []) {
        source.#listened?.delete(each);
      }
      each.#sources = each.#dependents = each.#listened = undefined;
      each.dispatchEvent(new Event('abort'));
    }
  }

  static {
    newSignal = () => new AbortSignal(KEY);
    abortSignal = (signal, reason) => {
      AbortSignal.#abort(signal, reason);
    };
  }
}

export class AbortController {
  readonly #signal = newSignal();

  get signal(): AbortSignal {
    return this.#signal;
  }

  abort(reason: unknown = abortError()): void {
    abortSignal(this.#signal, reason);
  }

  get [Symbol.toStringTag](): string {
    return 'AbortController';
  }
}
