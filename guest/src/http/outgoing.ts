/** What all styles' answers consist of. */
import { settings } from '../host/host';
import { cut, log } from '../log/log';
import { callerPosition } from '../log/stack';
import { checkHeader, LONGEST_HEAD } from './headers';

/** The header fields of an answer, checked as they are set. The content type is kept apart: most answers have no other field. */
export class OutgoingHeaders {
  /** The content type, if one was set. */
  type: string | undefined;
  /** All others, in the order in which they were set. */
  #fields: [string, string][] | undefined;

  /** Replaces a field; an array gives several of one name. */
  set(name: string, value: unknown): void {
    const values = (Array.isArray(value) ? (value as unknown[]) : [value]).map(String);
    for (const each of values) {
      checkHeader(name, each);
    }
    if (name.toLowerCase() === 'content-type') {
      this.type = values[0];
      return;
    }
    if (this.#fields !== undefined) {
      this.remove(name);
    }
    for (const each of values) {
      this.#push(name, each);
    }
  }

  /** Adds a field to those of its name; the content type is replaced. */
  append(name: string, value: unknown): void {
    if (name.toLowerCase() === 'content-type') {
      this.set(name, value);
      return;
    }
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      // Once: a second reading may give another text.
      const text = String(each);
      checkHeader(name, text);
      this.#push(name, text);
    }
  }

  #push(name: string, value: string): void {
    if (this.#fields === undefined) {
      this.#fields = [[name, value]];
    } else {
      this.#fields.push([name, value]);
    }
  }

  get(name: string): string | string[] | undefined {
    const key = name.toLowerCase();
    if (key === 'content-type') {
      return this.type;
    }
    const values = (this.#fields ?? []).filter(([other]) => other.toLowerCase() === key).map(([, value]) => value);
    return values.length > 1 ? values : values[0];
  }

  remove(name: string): void {
    const key = name.toLowerCase();
    if (key === 'content-type') {
      this.type = undefined;
    }
    this.#fields = this.#fields?.filter(([other]) => other.toLowerCase() !== key);
  }

  /** The names that are set, in lower case, each once. */
  names(): string[] {
    const names = new Set((this.#fields ?? []).map(([name]) => name.toLowerCase()));
    return this.type === undefined ? [...names] : ['content-type', ...names];
  }

  /** As the answer message has them; `type` is the content type where none was set. Throws where they are too long. */
  message(type: string | undefined): string {
    const contentType = this.type ?? type;
    let headers = contentType === undefined ? '' : `content-type\n${contentType}`;
    if (this.#fields !== undefined) {
      for (const [name, value] of this.#fields) {
        headers += `${headers === '' ? '' : '\n'}${name}\n${value}`;
      }
    }
    if (headers.length > LONGEST_HEAD) {
      throw new RangeError(`The answer's headers have ${headers.length} characters (expected: at most ${LONGEST_HEAD})`);
    }
    return headers;
  }
}

// What the library calls on these itself stays what it is.
Object.freeze(OutgoingHeaders.prototype);

/** The message of an exchange that failed, with its mapped stack. */
export function failure(number: number, stack: string): string {
  return `${number}\x00500\0\0\0e\0${cut(stack)}`;
}

/** Says where an answer was sent whose body is over the limit. */
export function saysTooLong(number: number, length: number): void {
  log('warn', `the answer at ${callerPosition()} has ${length} characters or bytes, which is too long (limit: limits.output ${settings.limits.output}; send less, a page at a time for example)`, number);
}

/** The message of an answer whose body is over the limit. */
export function tooLong(number: number, length: number): string {
  return `${number}\x00503\0\0\0o\0${length}`;
}
