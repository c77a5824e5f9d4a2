import { Event, EventTarget } from 'event-target-shim';
import { timers } from './timers';

function abortError(): Error {
  const error = new Error('This operation was aborted');
  error.name = 'AbortError';
  return error;
}

/** The DOM's AbortSignal over a well-kept EventTarget. */
export class AbortSignal extends EventTarget {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: Event) => void) | null = null;

  throwIfAborted(): void {
    if (this.aborted) {
      throw this.reason;
    }
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = new AbortSignal();
    trigger(signal, reason);
    return signal;
  }

  static timeout(ms: number): AbortSignal {
    const signal = new AbortSignal();
    timers.setTimeout(() => {
      const error = new Error('The operation was aborted due to timeout');
      error.name = 'TimeoutError';
      trigger(signal, error);
    }, ms);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = new AbortSignal();
    for (const signal of signals) {
      if (signal.aborted) {
        trigger(any, signal.reason);
        break;
      }
      signal.addEventListener('abort', () => {
        trigger(any, signal.reason);
      });
    }
    return any;
  }
}

function trigger(signal: AbortSignal, reason: unknown): void {
  if (signal.aborted) {
    return;
  }
  signal.aborted = true;
  signal.reason = reason;
  const event = new Event('abort');
  signal.onabort?.(event);
  signal.dispatchEvent(event);
}

export class AbortController {
  readonly signal = new AbortSignal();

  abort(reason: unknown = abortError()): void {
    trigger(this.signal, reason);
  }
}
