import { callText, settings } from '../boundary/host';
import { parse, stringify } from '../boundary/primordials';

type Attributes = Record<string, unknown>;

/** Says which attribute JSON cannot hold, and why. */
function check(name: string, value: unknown): void {
  const reason = unfit(value);
  if (reason !== undefined) {
    throw new TypeError(`session.${name}: ${reason} (expected: what JSON can hold)`);
  }
  const size = stringify(value)?.length ?? 0;
  if (size > settings.limits.session) {
    throw new RangeError(`session.${name}: ${size} characters of JSON (limit: limits.session ${settings.limits.session})`);
  }
}

function unfit(value: unknown): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') {
    return `a ${typeof value}`;
  }
  try {
    stringify(value);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

/** The session of one exchange: loaded at first touch, saved with the answer if it changed. */
export class Session {
  readonly #exchange: number;
  #attributes: Attributes | undefined;
  #proxy: Attributes | undefined;
  #loaded = '';
  #invalidated = false;

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
    this.#loaded = json;
    this.#attributes = attributes;
    this.#proxy = new Proxy(attributes, {
      set(target, name, value) {
        check(String(name), value);
        target[name as string] = value;
        return true;
      },
      defineProperty(target, name, descriptor) {
        if ('value' in descriptor) {
          check(String(name), descriptor.value);
        }
        return Reflect.defineProperty(target, name, descriptor);
      },
    });
  }

  replace(attributes: unknown): void {
    if (typeof attributes !== 'object' || attributes === null) {
      throw new TypeError('req.session: must be an object');
    }
    const session = this.attributes;
    for (const name of Object.keys(session)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete session[name];
    }
    Object.assign(session, attributes);
  }

  invalidate(): void {
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
    if (json === this.#loaded) {
      return this.#invalidated ? '-' : '';
    }
    if (json.length > settings.limits.session) {
      const name = Object.keys(attributes).reduce((a, b) => (size(attributes[b]) > size(attributes[a]) ? b : a));
      throw new RangeError(
        `session: ${json.length} characters of JSON, of which session.${name} has most (limit: limits.session ${settings.limits.session})`,
      );
    }
    return json;
  }
}

function size(value: unknown): number {
  return stringify(value)?.length ?? 0;
}
