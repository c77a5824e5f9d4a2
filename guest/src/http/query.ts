import { parse } from 'qs';
import { push } from '../host/primordials';
import { decode, parseFields } from './fields';

/** Nothing is left out: what bounds a query or form has been asked before. */
const ALL = { allowPrototypes: true, parameterLimit: Infinity, arrayLimit: 1000 };

/** A query string as Express reads it: `a[b]=1` is an object, `a=1&a=2` and `a[]=1&a[]=2` are arrays. */
export function parseQuery(text: string | undefined): Record<string, unknown> {
  if (text === undefined) {
    return {};
  }
  return hasBrackets(text) ? (parse(text, ALL) as Record<string, unknown>) : parseFields(text);
}

function hasBrackets(text: string): boolean {
  return text.includes('[') || (text.includes('%') && /%5b/i.test(text));
}

/** One value of such a query, without reading the others: a text, an array of a repeated key, an object of a key with brackets; undefined for none. */
export function queryValue(text: string | undefined, name: string): unknown {
  if (text === undefined) {
    return undefined;
  }
  if (hasBrackets(text)) {
    const all = parseQuery(text);
    return Object.hasOwn(all, name) ? all[name] : undefined;
  }
  let found: string | string[] | undefined;
  for (let at = 0; at <= text.length; ) {
    const ampersand = text.indexOf('&', at);
    const end = ampersand < 0 ? text.length : ampersand;
    const equals = text.indexOf('=', at);
    const keyEnd = equals < 0 || equals > end ? end : equals;
    if (end > at && isKey(text, at, keyEnd, name)) {
      const value = keyEnd === end ? '' : decode(text.slice(keyEnd + 1, end));
      if (found === undefined) {
        found = value;
      } else if (typeof found === 'string') {
        found = [found, value];
      } else {
        push(found, value);
      }
    }
    at = end + 1;
  }
  return found;
}

function isKey(text: string, from: number, to: number, name: string): boolean {
  if (to - from === name.length && text.startsWith(name, from)) {
    return true;
  }
  // Only what may be written in another way is longer than what it means.
  if (to - from < name.length) {
    return false;
  }
  const key = text.slice(from, to);
  return (key.includes('%') || key.includes('+')) && decode(key) === name;
}
