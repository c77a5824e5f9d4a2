import type { ExpressResponse } from '../express/response';
import { here, type Place } from '../fetch/place';
import { callerPosition } from '../log/stack';
import type { Helper } from './helpers';
import type { ServiceRequest } from './request';

export type Handler = (req: ServiceRequest, res: ExpressResponse, next: (error?: unknown) => void, helper: Helper) => unknown;

export interface Service {
  /** As it was registered; it is called in any case. */
  readonly name: string;
  readonly method: string;
  readonly handler: Handler;
  /** Where it was registered. */
  readonly place?: Place;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** `r`, which the function that a backend exports is called with. */
export class BackendRegistrator {
  readonly #services = new Map<string, Service>();
  readonly #replaced: [Service, Service][] = [];
  #closed = false;

  /** `register(name, method, body)`, or `register(name, body)` for GET. What is registered again is replaced. */
  readonly register = (name: unknown, method?: unknown, body?: unknown): void => {
    if (this.#closed) {
      throw new Error('register: services can be registered only while the backend is loaded (expected: in the function that it exports, not in a handler)');
    }
    if (name === undefined || name === null || name === '') {
      throw new Error('Service name must be provided');
    }
    const short = typeof method !== 'string' && (body === undefined || body === null);
    const written = short || method === undefined || method === null ? 'GET' : String(method);
    const verb = written.toUpperCase();
    const handler = short ? method : body;
    if (!METHODS.includes(verb)) {
      throw new Error(`Method '${written}' not allowed. Valid methods: ${METHODS.join(',')}`);
    }
    if (handler === undefined || handler === null) {
      throw new Error('Service body must be provided');
    }
    if (typeof handler !== 'function') {
      throw new TypeError('Service body must be a function (function(request, response, next, helper) {...})');
    }
    const service = { name: String(name), method: verb, handler: handler as Handler, place: here() };
    const key = `${verb} ${service.name.toUpperCase()}`;
    const before = this.#services.get(key);
    if (before !== undefined) {
      this.#replaced.push([before, service]);
    }
    this.#services.set(key, service);
  };

  /** The services, in the order of registration; from now on there are no new ones. */
  static close(registrator: BackendRegistrator): readonly Service[] {
    registrator.#closed = true;
    return [...registrator.#services.values()];
  }

  /** What is said of services that were registered more than once. */
  static replaced(registrator: BackendRegistrator): string[] {
    return registrator.#replaced.map(
      ([before, { method, name, place }]) =>
        `${callerPosition(place)}: the service ${method} ${name} takes the place of that at ${callerPosition(before.place)} (expected: a name or a method of its own)`,
    );
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(BackendRegistrator);
