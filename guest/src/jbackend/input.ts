import { parse } from '../host/primordials';
import { define, type Fields } from '../http/fields';
import { filters, type Filter } from './filters';

/** `this.input`: the variables of a request, the same for all of its modules. What one sets, the next finds. */
export class Input {
  readonly #variables: Fields;
  readonly #body: string;
  #changed: Fields | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(variables: Fields, body: string) {
    this.#variables = variables;
    this.#body = body;
  }

  /** The JSON body; null where there is none. */
  get json(): unknown {
    if (this.#json === undefined) {
      let value: unknown = null;
      try {
        value = this.#body === '' ? null : parse(this.#body);
      } catch {
        // no JSON, then
      }
      this.#json = { value };
    }
    return this.#json.value;
  }

  getString(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['string']);
  }

  getInt(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['int']);
  }

  getUint(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['uint']);
  }

  getFloat(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['float']);
  }

  getBool(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['bool']);
  }

  getCmd(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['cmd']);
  }

  getWord(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['word']);
  }

  getAlnum(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['alnum']);
  }

  getBase64(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['base64']);
  }

  getUsername(name: string, fallback: unknown = null): unknown {
    return this.#filtered(name, fallback, filters['username']);
  }

  /** As it was sent: a text, a list of texts (`name[]`), or what a JSON body has there. */
  getRaw(name: string, fallback: unknown = null): unknown {
    return this.#value(String(name)) ?? fallback;
  }

  /** @param filter `string`, `int`, … as in the methods of these names, `raw` or `array`, in any case */
  get(name: string, fallback: unknown = null, filter = 'cmd'): unknown {
    const wanted = String(filter).toLowerCase();
    if (wanted === 'raw') {
      return this.getRaw(name, fallback);
    }
    if (wanted === 'array') {
      const value = this.#value(String(name));
      return value === undefined || value === null ? fallback : Array.isArray(value) ? value : [value];
    }
    if (!Object.hasOwn(filters, wanted)) {
      throw new TypeError(`input.get: there is no filter '${wanted}' (expected: ${Object.keys(filters).join(', ')}, raw or array)`);
    }
    return this.#filtered(name, fallback, filters[wanted]);
  }

  set(name: string, value: unknown): void {
    define(this.#variables, String(name), value);
    define((this.#changed ??= {}), String(name), value);
  }

  /** Sets a variable that is not there. */
  def(name: string, value: unknown): void {
    if (!this.exists(name)) {
      this.set(name, value);
    }
  }

  exists(name: string): boolean {
    return this.#value(String(name)) !== undefined;
  }

  #value(name: string): unknown {
    if (Object.hasOwn(this.#variables, name)) {
      return this.#variables[name];
    }
    const { json } = this;
    return typeof json === 'object' && json !== null && !Array.isArray(json) && Object.hasOwn(json, name)
      ? (json as Fields)[name]
      : undefined;
  }

  #filtered(name: string, fallback: unknown, filter: Filter | undefined): unknown {
    const text = plainText(this.#value(String(name)));
    return text === undefined ? fallback : (filter as Filter)(text);
  }

  /** What was set since the request came to this module. */
  static changes(input: Input): Fields | undefined {
    return input.#changed;
  }

  /** The variable as it stands, unfiltered. */
  static peek(input: Input, name: string): unknown {
    return input.#value(name);
  }
}

/** A value as a client would have sent it; undefined for a list, an object and null. */
function plainText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      return undefined;
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Input.prototype);
Object.freeze(Input);
