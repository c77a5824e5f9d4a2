// What events of npm's well-kept package lack of the DOM standard's.
import { Event as AnyEvent, EventTarget, setErrorHandler, setWarningHandler } from 'event-target-shim';
import { uncaught } from '../log/uncaught';

// What a listener throws ends neither the dispatch nor whoever dispatches.
setErrorHandler((error) => {
  uncaught('a listener failed', error);
});
setWarningHandler(() => undefined);

for (const [prototype, name] of [
  [AnyEvent.prototype, 'Event'],
  [EventTarget.prototype, 'EventTarget'],
] as const) {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

type Constructor = new (...given: any[]) => object;

/** The package's class, but that an event has a type. */
export const Event = function (...given: unknown[]): object {
  const target: unknown = new.target;
  if (target === undefined) {
    throw new TypeError("Class constructor Event cannot be invoked without 'new'");
  }
  if (given.length === 0) {
    throw Object.assign(new TypeError('The "type" argument must be specified'), { code: 'ERR_MISSING_ARGS' });
  }
  return Reflect.construct(AnyEvent as Constructor, given, target === Event ? AnyEvent : (target as Constructor)) as object;
} as unknown as typeof AnyEvent;
Object.setPrototypeOf(Event, AnyEvent);
Object.defineProperty(Event, 'length', { value: 1, configurable: true });
Object.defineProperty(Event, 'prototype', { value: AnyEvent.prototype, writable: false });
Object.defineProperty(AnyEvent.prototype, 'constructor', { value: Event, writable: true, configurable: true, enumerable: false });

const { dispatchEvent: dispatch } = EventTarget.prototype as unknown as { dispatchEvent: (this: object, event: object) => boolean };

Object.defineProperty(EventTarget.prototype, 'dispatchEvent', {
  configurable: true,
  writable: true,
  value: function dispatchEvent(this: object, event: unknown): boolean {
    if (!(event instanceof AnyEvent)) {
      throw new TypeError('dispatchEvent: no event (expected: an Event)');
    }
    delete (event as { target?: unknown }).target;
    try {
      return Reflect.apply(dispatch, this, [event]);
    } finally {
      // Whoever has the event afterwards may ask where it was.
      if ((event as { target?: unknown }).target === null) {
        Object.defineProperty(event, 'target', { value: this, configurable: true });
      }
    }
  },
});
