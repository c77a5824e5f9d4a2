import { kindOf } from '../log/kind';
import { callText, settings } from '../host/host';
import { log } from '../log/log';
import { parse, stringify } from '../host/primordials';
import { callerPosition } from '../log/stack';

type Attributes = Record<string, unknown>;

/** What JSON would drop or empty without a word. */
function unfit(value: unknown): string | undefined {
  switch (typeof value) {
    case 'function':
    case 'symbol':
    case 'bigint':
      return `a ${typeof value}`;
    case 'object':
      return value instanceof Map ? 'a Map' : value instanceof Set ? 'a Set' : undefined;
    default:
      return undefined;
  }
}

/** JSON of an attribute; throws what names the attribute where JSON cannot hold it. */
function jsonOf(name: string, value: unknown): string {
  const refuse = (reason: string): never => {
    throw new TypeError(`session.${name}: ${reason} (expected: what JSON can hold)`);
  };
  let json: string | undefined;
  let reason: string | undefined;
  try {
    json = stringify(value, (key, each: unknown) => {
      const found = unfit(each);
      if (found !== undefined) {
        reason ??= key === '' ? found : `${found} at '${key}'`;
      }
      return typeof each === 'bigint' ? null : each;
    });
  } catch (error) {
    reason ??= String((error as Error).message).split('\n')[0];
  }
  return reason === undefined ? (json ?? '') : refuse(reason);
}

function check(name: string, value: unknown): void {
  const size = jsonOf(name, value).length;
  if (size > settings.limits.session) {
    throw new RangeError(`session.${name}: ${size} characters of JSON (limit: limits.session ${settings.limits.session})`);
  }
}

/** The session of one exchange: loaded at first touch, saved with the answer if it changed. */
export class Session {
  readonly #exchange: number;
  #attributes: Attributes | undefined;
  #proxy: Attributes | undefined;
  #loaded = '';
  #invalidated = false;
  #closed = false;
  #begun = false;
  #warned = false;

  constructor(exchange: number) {
    this.#exchange = exchange;
  }

  get attributes(): Attributes {
    if (this.#proxy === undefined) {
      this.#load(this.#invalidated ? '{}' : callText('session.load', String(this.#exchange)));
    }
    return this.#proxy as Attributes;
  }

  #load(json: string): void {
    const attributes = parse(json) as Attributes;
    // As we would write it: a store may keep JSON in its own way.
    this.#loaded = stringify(attributes);
    this.#attributes = attributes;
    this.#proxy = new Proxy(attributes, {
      defineProperty: (target, name, descriptor) => {
        this.#late(name);
        if ('value' in descriptor) {
          check(String(name), descriptor.value);
        }
        return Reflect.defineProperty(target, name, descriptor);
      },
      deleteProperty: (target, name) => {
        this.#late(name);
        return Reflect.deleteProperty(target, name);
      },
    });
  }

  #late(name: PropertyKey): void {
    if (this.#begun) {
      throw new Error(`session.${String(name)}: it cannot be set any more (expected: before the first piece of the answer is sent)`);
    }
    if (this.#closed && !this.#warned) {
      this.#warned = true;
      log('warn', `session.${String(name)} at ${callerPosition()}: set after the answer was sent, which is not saved`, this.#exchange);
    }
  }

  replace(attributes: unknown): void {
    if (typeof attributes !== 'object' || attributes === null) {
      throw new TypeError(`req.session: ${kindOf(attributes)} (expected: an object, whose properties become the session)`);
    }
    const session = this.attributes;
    for (const name of Object.keys(session)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete session[name];
    }
    Object.assign(session, attributes);
  }

  invalidate(): void {
    if (this.#begun) {
      this.#late('invalidate');
    }
    // The host must know the session to end it.
    void this.attributes;
    this.#invalidated = true;
    this.#proxy = undefined;
    this.#attributes = undefined;
  }

  update(): void {
    this.#invalidated = false;
    this.#load(callText('session.update', String(this.#exchange)));
  }

  /** @param begun whether the answer has begun to leave: what is set now throws, else it is lost */
  close(begun = false): void {
    this.#closed = true;
    this.#begun ||= begun;
  }

  /** What the answer message says of the session; throws what names the attribute when it cannot be saved. */
  outcome(): string {
    const attributes = this.#attributes;
    if (attributes === undefined) {
      return this.#invalidated ? '-' : '';
    }
    let json: string;
    try {
      json = stringify(attributes);
    } catch (error) {
      for (const name of Object.keys(attributes)) {
        check(name, attributes[name]);
      }
      throw error;
    }
    if (json === (this.#invalidated ? '{}' : this.#loaded)) {
      return this.#invalidated ? '-' : '';
    }
    for (const name of Object.keys(attributes)) {
      jsonOf(name, attributes[name]);
    }
    if (json.length > settings.limits.session) {
      const name = Object.keys(attributes).reduce((a, b) => (size(attributes[b]) > size(attributes[a]) ? b : a));
      throw new RangeError(
        `session: ${json.length} characters of JSON, of which session.${name} has most (limit: limits.session ${settings.limits.session})`,
      );
    }
    // What comes after the end is the begin of another session.
    return this.#invalidated ? `-${json}` : json;
  }
}

function size(value: unknown): number {
  return (stringify(value) as string | undefined)?.length ?? 0;
}
