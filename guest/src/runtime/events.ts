// What events of npm's well-kept package lack of the DOM standard's.
import { Event, EventTarget, setErrorHandler, setWarningHandler } from 'event-target-shim';
import { uncaught } from '../log/uncaught';

// What a listener throws ends neither the dispatch nor whoever dispatches.
setErrorHandler((error) => {
  uncaught('a listener failed', error);
});
setWarningHandler(() => undefined);

for (const [prototype, name] of [
  [Event.prototype, 'Event'],
  [EventTarget.prototype, 'EventTarget'],
] as const) {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

const { dispatchEvent: dispatch } = EventTarget.prototype as unknown as { dispatchEvent: (this: object, event: object) => boolean };

Object.defineProperty(EventTarget.prototype, 'dispatchEvent', {
  configurable: true,
  writable: true,
  value: function dispatchEvent(this: object, event: unknown): boolean {
    if (!(event instanceof Event)) {
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
