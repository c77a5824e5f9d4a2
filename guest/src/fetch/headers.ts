import { checkHeader } from '../http/headers';

export type HeadersInit = Headers | Iterable<readonly [string, string]> | Record<string, unknown>;

/** The fetch standard's `Headers`, section 5.1, without guards: what may not be sent is dropped when it would be. */
export class Headers {
  /** By name in lower case; `set-cookie` keeps its values apart. */
  readonly #values = new Map<string, string[]>();
  #immutable = false;

  constructor(init?: HeadersInit | null) {
    if (init === undefined || init === null) {
      return;
    }
    if (typeof init !== 'object') {
      throw new TypeError(`Headers: a ${typeof init} (expected: an object, pairs, or Headers)`);
    }
    if (Symbol.iterator in init) {
      for (const pair of init as Iterable<readonly string[]>) {
        const [name, value, ...more] = pair;
        if (name === undefined || value === undefined || more.length > 0) {
          throw new TypeError('Headers: a pair is needed for each (expected: [name, value])');
        }
        this.append(name, value);
      }
    } else {
      for (const name of Object.keys(init)) {
        this.append(name, init[name] as string);
      }
    }
  }

  /** From the host: `name\nvalue\n…`, checked already. */
  static from(lines: string): Headers {
    const headers = new Headers();
    if (lines !== '') {
      const parts = lines.split('\n');
      for (let i = 0; i + 1 < parts.length; i += 2) {
        headers.#add(parts[i] as string, parts[i + 1] as string);
      }
    }
    return headers;
  }

  #add(name: string, value: string): void {
    const values = this.#values.get(name);
    if (values === undefined) {
      this.#values.set(name, [value]);
    } else {
      values.push(value);
    }
  }

  /** Lets nobody change them: fetch standard, guard "immutable". */
  static freeze(headers: Headers): void {
    headers.#immutable = true;
  }

  #mayChange(): void {
    if (this.#immutable) {
      throw new TypeError('Headers of an answer cannot be changed (expected: a copy, new Headers(answer.headers))');
    }
  }

  append(name: string, value: string): void {
    this.#mayChange();
    const text = valueOf(name, value);
    this.#add(String(name).toLowerCase(), text);
  }

  set(name: string, value: string): void {
    this.#mayChange();
    this.#values.set(String(name).toLowerCase(), [valueOf(name, value)]);
  }

  delete(name: string): void {
    this.#mayChange();
    this.#values.delete(String(name).toLowerCase());
  }

  get(name: string): string | null {
    return this.#values.get(String(name).toLowerCase())?.join(', ') ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(String(name).toLowerCase());
  }

  getSetCookie(): string[] {
    return [...(this.#values.get('set-cookie') ?? [])];
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) {
      callback.call(self, value, name, this);
    }
  }

  *entries(): Generator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      const values = this.#values.get(name) ?? [];
      if (name === 'set-cookie') {
        for (const value of values) {
          yield [name, value];
        }
      } else {
        yield [name, values.join(', ')];
      }
    }
  }

  *keys(): Generator<string> {
    for (const [name] of this) {
      yield name;
    }
  }

  *values(): Generator<string> {
    for (const [, value] of this) {
      yield value;
    }
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }
}

function valueOf(name: string, value: unknown): string {
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  checkHeader(String(name), text);
  return text;
}

/** Frame the message, or say what the host's client can decode: never the caller's to set. */
const OWN = new Set(
  `accept-encoding connection content-length expect host keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer
    transfer-encoding upgrade`.split(/\s+/),
);

export function isOwn(name: string): boolean {
  return OWN.has(name);
}

/** As the host takes them. */
export function lines(headers: Headers): string {
  let text = '';
  for (const [name, value] of headers) {
    if (!isOwn(name)) {
      text += `${text === '' ? '' : '\n'}${name}\n${value}`;
    }
  }
  return text;
}
