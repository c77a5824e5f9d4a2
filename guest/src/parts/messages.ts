// Channels of messages within a worker, as the HTML standard has them: section 9.4.
import { EventTarget, getEventAttributeValue, setEventAttributeValue } from 'event-target-shim';
import { setImmediate } from '../runtime/immediates';
import { cloneWithoutPorts, clonesPortsBy } from '../web/clone';

interface Globals {
  readonly DOMException: new (message: string, name: string) => Error;
  readonly MessageEvent: new (type: string, init: object) => any;
  readonly Event: new (type: string) => any;
}

const globals = globalThis as unknown as Globals;
const { DOMException } = globals;
const KEY = {};

type Transfer = Iterable<unknown> | { readonly transfer?: Iterable<unknown> } | null | undefined;

/** A message on its way: cloned already. */
interface Message {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

/** What two ends of a channel, or whoever has them now, have in common. */
class End {
  port: MessagePort | undefined;
  other: End | undefined;
  readonly waiting: Message[] = [];
  started = false;
}

function refused(what: string): Error {
  return new DOMException(what, 'DataCloneError');
}

type Path = readonly (string | number)[];

/** Where ports stand in a value, which is made of plain objects and arrays as far as that goes. */
function found(value: unknown, ports: ReadonlySet<unknown>): { readonly path: Path; readonly port: unknown }[] {
  const all: { path: Path; port: unknown }[] = [];
  const seen = new Set<unknown>();
  const look = (each: unknown, path: Path): void => {
    if (each instanceof MessagePort) {
      if (!ports.has(each)) {
        throw refused('A MessagePort can be sent only if it is transferred (expected: in the list of what is transferred)');
      }
      all.push({ path, port: each });
    } else if (typeof each === 'object' && each !== null && !seen.has(each)) {
      seen.add(each);
      const prototype: unknown = Object.getPrototypeOf(each);
      if (Array.isArray(each) || prototype === Object.prototype || prototype === null) {
        for (const key of Object.keys(each)) {
          look((each as Record<string, unknown>)[key], [...path, key]);
        }
      }
    }
  };
  look(value, []);
  return all;
}

/** The value with what stands at paths replaced, copied along these. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return by;
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function put(value: unknown, path: Path, port: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) {
    return port;
  }
  let at = value as Record<string | number, any>;
  for (const key of path.slice(0, -1)) {
    at = at[key] as Record<string | number, any>;
  }
  at[last] = port;
  return value;
}

/** A message as it arrives: HTML standard, section 2.7.7, for what there is of it in a worker. */
function cloned(value: unknown, transfer: Transfer, from?: MessagePort): Message {
  const list = transfer === null || transfer === undefined ? [] : Symbol.iterator in transfer ? [...transfer] : [...(transfer.transfer ?? [])];
  const ports = list.filter((each): each is MessagePort => each instanceof MessagePort);
  const set = new Set<unknown>(ports);
  if (set.size < ports.length) {
    throw refused('A MessagePort is transferred twice');
  }
  for (const port of ports) {
    if (port === from) {
      throw refused('A MessagePort cannot be sent through itself');
    }
    if (MessagePort.isDetached(port)) {
      throw refused('A MessagePort has been transferred or closed already');
    }
  }
  const places = found(value, set);
  const bare = places.reduce((whole, { path }) => replaced(whole, path, null), value);
  let data = cloneWithoutPorts(bare, { transfer: list.filter((each) => !set.has(each)) });
  const moved = new Map<unknown, MessagePort>(ports.map((port) => [port, MessagePort.moved(port)]));
  for (const { path, port } of places) {
    data = put(data, path, moved.get(port));
  }
  return { data, ports: [...moved.values()] };
}

clonesPortsBy((value, options) => cloned(value, options?.transfer).data);

class MessagePort extends EventTarget {
  #end: End | undefined;

  constructor(key: unknown, end?: End) {
    super();
    if (key !== KEY || end === undefined) {
      throw new TypeError('Illegal constructor (expected: a MessageChannel)');
    }
    this.#end = end;
    end.port = this;
  }

  static isDetached(port: MessagePort): boolean {
    return port.#end === undefined;
  }

  /** Another port in the place of this one, which is no more of use. */
  static moved(port: MessagePort): MessagePort {
    const end = port.#end as End;
    port.#end = undefined;
    end.started = false;
    return new MessagePort(KEY, end);
  }

  postMessage(value: unknown, transfer?: Transfer): void {
    if (arguments.length === 0) {
      throw new TypeError('postMessage: no message (expected: a value)');
    }
    const message = cloned(value, transfer, this);
    const end = this.#end?.other;
    if (end !== undefined) {
      end.waiting.push(message);
      if (end.started) {
        deliver(end);
      }
    }
  }

  start(): void {
    const end = this.#end;
    if (end !== undefined && !end.started) {
      end.started = true;
      end.waiting.forEach(() => {
        deliver(end);
      });
    }
  }

  close(): void {
    const end = this.#end;
    this.#end = undefined;
    for (const each of [end, end?.other]) {
      if (each !== undefined) {
        each.other = undefined;
        setImmediate(() => {
          const { port } = each;
          each.port = undefined;
          port?.dispatchEvent(new globals.Event('close'));
        });
      }
    }
  }

  /** A worker does not end while a port is open or not, so these say nothing. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return 'MessagePort';
  }
}

/** The next message of an end, in a turn of the loop of its own. */
function deliver(end: End): void {
  setImmediate(() => {
    const { port } = end;
    if (end.started && port !== undefined && !MessagePort.isDetached(port)) {
      const message = end.waiting.shift();
      if (message !== undefined) {
        port.dispatchEvent(new globals.MessageEvent('message', message));
      }
    }
  });
}

class MessageChannel {
  readonly #port1: MessagePort;
  readonly #port2: MessagePort;

  constructor() {
    const [one, two] = [new End(), new End()];
    one.other = two;
    two.other = one;
    this.#port1 = new MessagePort(KEY, one);
    this.#port2 = new MessagePort(KEY, two);
  }

  get port1(): MessagePort {
    return this.#port1;
  }

  get port2(): MessagePort {
    return this.#port2;
  }

  get [Symbol.toStringTag](): string {
    return 'MessageChannel';
  }
}

const channels = new Map<string, Set<BroadcastChannel>>();

/** Reaches the channels of its name in the same worker; others are reached by events. */
class BroadcastChannel extends EventTarget {
  readonly #name: string;
  #closed = false;

  constructor(name: string) {
    super();
    if (arguments.length === 0) {
      throw new TypeError('BroadcastChannel: no name (expected: a string)');
    }
    this.#name = String(name);
    const all = channels.get(this.#name) ?? new Set();
    channels.set(this.#name, all.add(this));
  }

  get name(): string {
    return this.#name;
  }

  postMessage(value: unknown): void {
    if (this.#closed) {
      throw new DOMException('The BroadcastChannel is closed', 'InvalidStateError');
    }
    for (const each of channels.get(this.#name) ?? []) {
      if (each !== this) {
        const { data } = cloned(value, undefined);
        setImmediate(() => {
          if (!each.#closed) {
            each.dispatchEvent(new globals.MessageEvent('message', { data }));
          }
        });
      }
    }
  }

  close(): void {
    this.#closed = true;
    const all = channels.get(this.#name);
    all?.delete(this);
    if (all?.size === 0) {
      channels.delete(this.#name);
    }
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return 'BroadcastChannel';
  }
}

/** Event handler attributes, such as `onmessage`: HTML standard, section 8.1.8.1. */
function attributes<T extends object>(prototype: T, events: readonly string[], set?: (self: T, event: string) => void): void {
  for (const event of events) {
    Object.defineProperty(prototype, `on${event}`, {
      configurable: true,
      enumerable: true,
      get(this: T & EventTarget): unknown {
        return getEventAttributeValue(this, event as never);
      },
      set(this: T & EventTarget, listener: unknown) {
        setEventAttributeValue(this, event as never, listener as null);
        set?.(this, event);
      },
    });
  }
}

attributes(MessagePort.prototype, ['message', 'messageerror', 'close'], (port, event) => {
  if (event === 'message') {
    port.start();
  }
});
attributes(BroadcastChannel.prototype, ['message', 'messageerror']);

export { BroadcastChannel, MessageChannel, MessagePort };
