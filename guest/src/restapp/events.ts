import { Exchange } from '../boundary/exchanges';
import { callText } from '../host/host';
import { stringify } from '../host/primordials';
import { Hearing, type Listener, type Listeners } from '../exchange/listeners';
import { builtin } from '../modules/builtins';

const NAME = /^[A-Za-z0-9:_-]+$/;

function checked(call: string, name: string): string {
  if (!NAME.test(name)) {
    throw new TypeError(`events.${call}: '${name}' is no name of an event (expected: letters, digits, ':', '_' and '-', such as 'order:new')`);
  }
  return name;
}

/** The platform's side of `require('events')`. */
function platform(listeners: Listeners): Record<string, (name: string, ...more: unknown[]) => unknown> {
  return {
    on(name, listener) {
      if (checked('on', name) === 'sv') {
        throw new TypeError("events.on: 'sv' is every event of the system at once (expected: one of them, or a part, such as 'sv:publishing')");
      }
      if (typeof listener !== 'function') {
        throw new TypeError(`events.on('${name}'): the listener must be a function (options)`);
      }
      listeners.on(name, listener as Listener);
    },
    off(name, listener) {
      listeners.off(checked('off', name), listener as Listener | undefined);
    },
    emit(name, options = {}) {
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
  };
}

/**
 * `require('events')`: what the platform has under that name, and Node's module of the same name, which libraries extend. Where both have a
 * function, the name of an event tells them apart: Node's wants an emitter there.
 */
export function events(listeners: Listeners): unknown {
  const node = builtin('events') as Record<PropertyKey, unknown>;
  const own = platform(listeners);
  const both = new Map<PropertyKey, unknown>();
  for (const [name, f] of Object.entries(own)) {
    both.set(name, (first: unknown, ...more: unknown[]): unknown => {
      const other = node[name];
      return typeof first !== 'string' && typeof other === 'function' ? Reflect.apply(other, node, [first, ...more]) : f(String(first), ...more);
    });
  }
  return new Proxy(node, { get: (target, name) => both.get(name) ?? Reflect.get(target, name) });
}
