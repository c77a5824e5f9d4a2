/** Query strings and forms, as plain keys: a key named `__proto__` is a key. */

import { push } from '../boundary/primordials';

export type Fields = Record<string, unknown>;

export function define(target: Fields, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
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
