import { Event, EventTarget } from 'event-target-shim';
import { ownTimer } from './timers';

function abortError(): Error {
  const error = new Error('This operation was aborted');
  error.name = 'AbortError';
  return error;
}

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
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: Event) => void) | null = null;
  #dependents: WeakRef<AbortSignal>[] | undefined;
  #mostDependents = FEW;
  #listened: Set<AbortSignal> | undefined;
  #sources: Set<AbortSignal> | undefined;

  throwIfAborted(): void {
    if (this.aborted) {
      throw this.reason;
    }
  }

  // As the shim has it, for any type of event and listener.
  override addEventListener(type: any, callback?: any, options?: any): void {
    super.addEventListener(type, callback, options);
    if (type === 'abort' && !this.aborted && callback !== null && callback !== undefined) {
      for (const source of this.#sources ?? []) {
        (source.#listened ??= new Set()).add(this);
      }
    }
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = new AbortSignal();
    AbortSignal.#abort(signal, reason);
    return signal;
  }

  static timeout(ms: number): AbortSignal {
    const signal = new AbortSignal();
    ownTimer(() => {
      const error = new Error('The operation was aborted due to timeout');
      error.name = 'TimeoutError';
      AbortSignal.#abort(signal, error);
    }, ms);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = new AbortSignal();
    const all = [...signals];
    const aborted = all.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      any.aborted = true;
      any.reason = aborted.reason;
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
      each.aborted = true;
      each.reason = reason;
    }
    for (const each of all) {
      for (const source of each.#sources ?? []) {
        source.#listened?.delete(each);
      }
      each.#sources = each.#dependents = each.#listened = undefined;
      const event = new Event('abort');
      each.onabort?.(event);
      each.dispatchEvent(event);
    }
  }

  static {
    abortSignal = (signal, reason) => {
      AbortSignal.#abort(signal, reason);
    };
  }
}




export class AbortController {
  readonly signal = new AbortSignal();

  abort(reason: unknown = abortError()): void {
    abortSignal(this.signal, reason);
  }
}
