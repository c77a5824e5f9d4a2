import { builtin } from '../modules/builtins';
import { eventsModule } from '../services/events/events';

/**
 * `require('events')`: what the platform has under that name, and Node's module of the same name, which libraries extend. Where both have a
 * function, the name of an event tells them apart: Node's wants an emitter there.
 */
export function events(): unknown {
  const node = builtin('events') as Record<PropertyKey, unknown>;
  const both = new Map<PropertyKey, unknown>();
  for (const [name, f] of Object.entries(eventsModule) as [string, (...all: unknown[]) => unknown][]) {
    both.set(name, (first: unknown, ...more: unknown[]): unknown => {
      const other = node[name];
      return typeof first !== 'string' && typeof other === 'function' ? Reflect.apply(other, node, [first, ...more]) : f(first, ...more);
    });
  }
  const module = new Proxy(node, { get: (target, name) => both.get(name) ?? Reflect.get(target, name) });
  both.set('EventEmitter', module);
  return module;
}
