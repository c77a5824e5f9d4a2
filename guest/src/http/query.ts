import { parse } from 'qs';
import { parseFields } from '../http/fields';

/** A query string as Express reads it: `a[b]=1` is an object, `a=1&a=2` and `a[]=1&a[]=2` are arrays. */
export function parseQuery(text: string | undefined): Record<string, unknown> {
  if (text === undefined) {
    return {};
  }
  return /\[|%5b/i.test(text) ? (parse(text, { allowPrototypes: true }) as Record<string, unknown>) : parseFields(text);
}
