import { Exchange } from '../../boundary/exchanges';
import type { Listening } from '../../boundary/program';
import { Hearing, Listeners, type Listener } from '../../exchange/listeners';
import { callText } from '../../host/host';
import { stringify } from '../../host/primordials';

const NAME = /^[A-Za-z0-9:_-]+$/;

/** An isolate runs one program, whose listeners these are. */
const listeners = new Listeners();

function checked(call: string, name: unknown): string {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new TypeError(`events.${call}: '${String(name)}' is no name of an event (expected: letters, digits, ':', '_' and '-', such as 'order:new')`);
  }
  return name;
}

/** `require('annex/events')`, in every style; RESTApps have it under the platform's name as well. */
export const eventsModule = Object.freeze({
  /** Registers a listener, which hears the event of that name and all of `name:…`. While the program is evaluated. */
  on(name: string, listener: Listener): void {
    if (checked('on', name) === 'sv') {
      throw new TypeError("events.on: 'sv' is every event of the system at once (expected: one of them, or a part, such as 'sv:publishing')");
    }
    if (typeof listener !== 'function') {
      throw new TypeError(`events.on('${name}'): the listener must be a function (options)`);
    }
    listeners.on(name, listener);
  },

  /** Takes out the listeners of a name, or the one that is given. */
  off(name: string, listener?: Listener): void {
    listeners.off(checked('off', name), listener);
  },

  /** Tells every add-on that listens; later, and at most once. */
  emit(name: string, options: unknown = {}): void {
    if (checked('emit', name).startsWith('sv')) {
      throw new TypeError(`events.emit('${name}'): names that begin with 'sv' are the system's own events`);
    }
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new TypeError(`events.emit('${name}'): the options must be an object, which listeners get as JSON`);
    }
    const running = Exchange.current();
    if (running instanceof Hearing && Hearing.ofCustomEvent(running)) {
      throw new Error(`events.emit('${name}'): no event can be emitted while one is handled, as two add-ons could go on for ever`);
    }
    callText('events.emit', `${name}\0${stringify(options)}`);
  },
});

/** The program has been evaluated: from now on it registers no more. */
export function listening(): { listeners?: Listening } {
  const closed = Listeners.close(listeners);
  return closed === undefined ? {} : { listeners: closed };
}
