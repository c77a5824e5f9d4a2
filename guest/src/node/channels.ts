/** Node's `diagnostics_channel`. */
import { invalidType, mustBeFunction } from './errors';

type Subscriber = (message: unknown, name: string | symbol) => void;
type Run = (...args: any[]) => unknown;

interface Store {
  run(value: unknown, fn: Run, ...args: unknown[]): unknown;
}

const process = require('process') as { nextTick(callback: () => void): void; emit(event: string, error: unknown): boolean };

class Channel {
  #subscribers: readonly Subscriber[] = [];
  readonly #stores = new Map<Store, ((data: unknown) => unknown) | undefined>();

  constructor(readonly name: string | symbol) {}

  get hasSubscribers(): boolean {
    return this.#subscribers.length > 0 || this.#stores.size > 0;
  }

  subscribe(subscriber: unknown): void {
    mustBeFunction('subscription', subscriber);
    this.#subscribers = [...this.#subscribers, subscriber];
  }

  unsubscribe(subscriber: unknown): boolean {
    const at = this.#subscribers.indexOf(subscriber as Subscriber);
    this.#subscribers = this.#subscribers.filter((_each, index) => index !== at);
    return at >= 0;
  }

  publish(message: unknown): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name);
      } catch (error) {
        // As in Node, who publishes is not told.
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }

  bindStore(store: Store, transform?: (data: unknown) => unknown): void {
    this.#stores.set(store, transform);
  }

  unbindStore(store: Store): boolean {
    return this.#stores.delete(store);
  }

  runStores(data: unknown, fn: Run, self?: unknown, ...args: unknown[]): unknown {
    let run = (): unknown => {
      this.publish(data);
      return Reflect.apply(fn, self, args);
    };
    for (const [store, transform] of this.#stores) {
      const next = run;
      run = () => store.run(transform === undefined ? data : transform(data), next);
    }
    return run();
  }
}

const channels = new Map<string | symbol, Channel>();

function channel(name: unknown): Channel {
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw invalidType('channel', 'one of type string or symbol', name);
  }
  let found = channels.get(name);
  if (found === undefined) {
    found = new Channel(name);
    channels.set(name, found);
  }
  return found;
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;
type Event = (typeof EVENTS)[number];

/** The five channels of an operation. */
class TracingChannel {
  readonly start: Channel;
  readonly end: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
  readonly error: Channel;

  constructor(given: string | Record<Event, Channel>) {
    const of = (event: Event): Channel => {
      if (typeof given === 'string') {
        return channel(`tracing:${given}:${event}`);
      }
      if (!((given as Partial<Record<Event, unknown>>)[event] instanceof Channel)) {
        throw invalidType(`nameOrChannels.${event}`, 'an instance of Channel', given[event]);
      }
      return given[event];
    };
    if (typeof given !== 'string' && (typeof given !== 'object' || (given as unknown) === null)) {
      throw invalidType('nameOrChannels', 'of type string or an instance of TracingChannel or Object', given);
    }
    this.start = of('start');
    this.end = of('end');
    this.asyncStart = of('asyncStart');
    this.asyncEnd = of('asyncEnd');
    this.error = of('error');
  }

  get hasSubscribers(): boolean {
    return EVENTS.some((event) => this[event].hasSubscribers);
  }

  subscribe(handlers: Partial<Record<Event, Subscriber>>): void {
    for (const event of EVENTS) {
      if (handlers[event] !== undefined) {
        this[event].subscribe(handlers[event]);
      }
    }
  }

  unsubscribe(handlers: Partial<Record<Event, Subscriber>>): boolean {
    return EVENTS.filter((event) => handlers[event] !== undefined).every((event) => this[event].unsubscribe(handlers[event]));
  }

  traceSync(fn: Run, context: Record<string, unknown> = {}, self?: unknown, ...args: unknown[]): unknown {
    return this.#traced(context, () => {
      const result = Reflect.apply(fn, self, args) as unknown;
      context['result'] = result;
      return result;
    });
  }

  /** Runs it between `start` and `end`, and tells what it throws. */
  #traced(context: Record<string, unknown>, run: () => unknown): unknown {
    return this.start.runStores(context, () => {
      try {
        return run();
      } catch (error) {
        context['error'] = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  tracePromise(fn: Run, context: Record<string, unknown> = {}, self?: unknown, ...args: unknown[]): unknown {
    const settled = (name: 'result' | 'error', value: unknown): void => {
      context[name] = value;
      if (name === 'error') {
        this.error.publish(context);
      }
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return this.#traced(context, () =>
      Promise.resolve(Reflect.apply(fn, self, args)).then(
        (value: unknown) => {
          settled('result', value);
          return value;
        },
        (error: unknown) => {
          settled('error', error);
          throw error;
        },
      ),
    );
  }

  traceCallback(fn: Run, position = -1, context: Record<string, unknown> = {}, self?: unknown, ...args: unknown[]): unknown {
    const at = position < 0 ? args.length + position : position;
    const callback = args[at];
    mustBeFunction('callback', callback);
    args[at] = (...given: unknown[]): unknown => {
      const [error, result] = given;
      if (error) {
        context['error'] = error;
        this.error.publish(context);
      } else {
        context['result'] = result;
      }
      return this.asyncStart.runStores(context, () => {
        try {
          return callback(...given);
        } finally {
          this.asyncEnd.publish(context);
        }
      });
    };
    return this.#traced(context, () => Reflect.apply(fn, self, args) as unknown);
  }
}

export const channelsModule: Record<string, unknown> = {
  Channel,
  channel,
  hasSubscribers: (name: string | symbol): boolean => channels.get(name)?.hasSubscribers === true,
  subscribe: (name: string | symbol, subscriber: unknown): void => {
    channel(name).subscribe(subscriber);
  },
  unsubscribe: (name: string | symbol, subscriber: unknown): boolean => channel(name).unsubscribe(subscriber),
  tracingChannel: (given: string | Record<Event, Channel>): TracingChannel => new TracingChannel(given),
};
