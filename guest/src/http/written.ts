import { stringifySetCookie } from 'cookie';
import { stringify } from '../host/primordials';

/** What Express takes beside a cookie's name and value; `maxAge` in ms. */
export interface CookieOptions {
  domain?: string;
  encode?: (value: string) => string;
  expires?: Date;
  httpOnly?: boolean;
  maxAge?: number;
  path?: string;
  partitioned?: boolean;
  priority?: 'low' | 'medium' | 'high';
  secure?: boolean;
  signed?: boolean;
  sameSite?: boolean | 'strict' | 'lax' | 'none';
}

/** A `Set-Cookie` as Express writes it. */
export function cookieSet(name: string, value: unknown, options: CookieOptions): string {
  const text = typeof value === 'object' ? `j:${stringify(value)}` : String(value);
  const { encode, maxAge, sameSite, ...rest } = options;
  const age = maxAge === undefined || maxAge === null ? undefined : Number(maxAge);
  return stringifySetCookie(
    {
      ...(rest as object),
      name,
      value: text,
      path: options.path ?? '/',
      ...(age === undefined || Number.isNaN(age) ? {} : { maxAge: Math.floor(age / 1000), expires: new Date(Date.now() + age) }),
      ...(sameSite === undefined ? {} : { sameSite: sameSite as 'lax' }),
    },
    encode === undefined ? undefined : { encode },
  );
}

/** A `Vary` with more names in it. */
export function varyingBy(had: string | string[] | undefined, field: string | string[]): string {
  const names = [...(had === undefined ? [] : [had].flat()), ...[field].flat()].flatMap((each) => each.split(/\s*,\s*/));
  const seen = new Map(names.map((name) => [name.toLowerCase(), name]));
  return seen.has('*') ? '*' : [...seen.values()].join(', ');
}

/** A `Link` with more relations in it. */
export function linkedTo(had: string | string[] | undefined, links: Record<string, string>): string {
  const all = Object.keys(links).map((relation) => `<${links[relation]}>; rel="${relation}"`);
  return [...(had === undefined ? [] : [had].flat()), ...all].join(', ');
}

/** A `Content-Disposition` that has a name which need not be of ASCII (RFC 6266). */
export function attachedAs(name: string): string {
  const ascii = name.replace(/[^ -~]/g, '?').replace(/[\\"]/g, '\\$&');
  const full = /[^ -~]/.test(name) ? `; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, escape)}` : '';
  return `attachment; filename="${ascii}"${full}`;
}

/** A text is sent as UTF-8, whatever was said of it. */
export function withUtf8(type: string): string {
  const bare = type.replace(/;\s*charset\s*=\s*("[^"]*"|[^;\s]*)/i, '');
  return `${bare}; charset=utf-8`;
}
