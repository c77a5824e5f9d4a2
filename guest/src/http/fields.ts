/** Query strings and forms, as plain keys: a key named `__proto__` is a key. */

import { indexOf, push } from '../host/primordials';

export type Fields = Record<string, unknown>;

export function define(target: Fields, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** Most parameters of a form. */
const MOST_FIELDS = 1000;

/** A form has more parameters than are read. None is left out in silence: it may be the one that matters. */
export class TooManyFields extends Error {
  readonly status = 413;

  constructor() {
    super(`The form has more than ${MOST_FIELDS} parameters.`);
  }
}

/** Throws TooManyFields, without reading the form. */
export function checkForm(text: string): void {
  let fields = 1;
  for (let at = indexOf(text, '&', 0) as number; at >= 0; at = indexOf(text, '&', at + 1) as number) {
    if (++fields > MOST_FIELDS) {
      throw new TooManyFields();
    }
  }
}

/** Adds a value; a repeated key becomes an array. */
export function append(target: Fields, key: string, value: string): void {
  if (!Object.hasOwn(target, key)) {
    define(target, key, value);
  } else {
    const had = target[key];
    if (Array.isArray(had)) {
      push(had, value);
    } else {
      define(target, key, [had, value]);
    }
  }
}

/** Percent-decodes a key or value of a form; what is not well-formed stays as it is. */
export function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) {
    return spaced;
  }
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Parses `a=1&b=2`. */
export function parseFields(text: string): Fields {
  const fields: Fields = {};
  for (const pair of text.split('&')) {
    if (pair !== '') {
      const equals = pair.indexOf('=');
      append(fields, decode(equals < 0 ? pair : pair.slice(0, equals)), equals < 0 ? '' : decode(pair.slice(equals + 1)));
    }
  }
  return fields;
}

/** Adds the fields that the target does not have yet. */
export function fill(target: Fields, more: Fields): void {
  for (const key of Object.keys(more)) {
    if (!Object.hasOwn(target, key)) {
      define(target, key, more[key]);
    }
  }
}
