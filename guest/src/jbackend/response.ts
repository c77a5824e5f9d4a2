import { push, stringify } from '../host/primordials';
import { isPromise, warnOfPromise } from '../log/promised';
import { define, type Fields } from '../http/fields';

/** A key and its value. */
export type Pair = [string, unknown];

/** `response`: what the request will be answered, the same for all of its modules. Keys keep the order in which they were set. */
export class ModuleResponse {
  #pairs: Pair[] | undefined;

  constructor(pairs: Pair[] | undefined) {
    this.#pairs = pairs;
  }

  /** `set(object)` puts the object in the place of all that was set; `set(key, value)` adds a key, or gives it another value. */
  set(what: unknown, value?: unknown): void {
    if (typeof what === 'object' && what !== null) {
      this.#pairs = [];
      for (const key of Object.keys(what)) {
        const field = (what as Fields)[key];
        if (isPromise(field)) {
          warnOfPromise('response.set', { [key]: field }, '{}');
        }
        push(this.#pairs, [key, field]);
      }
      return;
    }
    if (what === null) {
      this.#pairs = undefined;
      return;
    }
    const key = String(what);
    this.#pairs ??= [];
    if (isPromise(value)) {
      warnOfPromise('response.set', value, '{}');
    }
    for (const pair of this.#pairs) {
      if (pair[0] === key) {
        pair[1] = value;
        return;
      }
    }
    push(this.#pairs, [key, value]);
  }

  /** What was set, as an object; with a key its value alone. Null where nothing was set. */
  get(key?: string): unknown {
    if (this.#pairs === undefined) {
      return null;
    }
    const object: Fields = {};
    for (const [name, value] of this.#pairs) {
      define(object, name, value);
    }
    return key === undefined ? object : Object.hasOwn(object, key) ? object[key] : null;
  }

  /** The answer's JSON; empty where nothing was set. */
  static json(response: ModuleResponse): string {
    return response.#pairs === undefined ? '' : objectOf(response.#pairs);
  }
}

/** JSON of an object of these keys, where `toJSON` is a key like any other: `JSON.stringify` of the object would call it. */
export function objectOf(pairs: readonly Pair[]): string {
  let json = '{';
  for (const [key, value] of pairs) {
    const text = stringify(value) as string | undefined;
    if (text !== undefined) {
      json += `${json === '{' ? '' : ','}${stringify(key)}:${text}`;
    }
  }
  return json + '}';
}

/** `status`: the call stack, and whatever modules leave on it for those after them. */
export class ModuleStatus {
  [property: string]: unknown;
  readonly #stack: string[];

  constructor(stack: string[], left: Fields) {
    this.#stack = stack;
    for (const name of Object.keys(left)) {
      define(this, name, left[name]);
    }
  }

  /** Puts a name on the call stack: "this request is mine". Returns all names. */
  moduleStack(name?: unknown): string[] {
    if (name !== undefined) {
      push(this.#stack, String(name));
    }
    return [...this.#stack];
  }

  /** The names as JSON; empty where there is none. */
  static stack(status: ModuleStatus): string {
    return status.#stack.length === 0 ? '' : stringify(status.#stack);
  }

  /** What modules have left on it, as JSON; empty where that is nothing. */
  static left(status: ModuleStatus): string {
    const left = Object.entries(status);
    return left.length === 0 ? '' : objectOf(left);
  }
}

for (const type of [ModuleResponse, ModuleStatus]) {
  Object.freeze(type.prototype);
  Object.freeze(type);
}
