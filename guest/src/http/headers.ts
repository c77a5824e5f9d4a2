/** Header fields, cookies and media types as all styles need them. */
import { parseCookie, stringifySetCookie } from 'cookie';
import mime from 'mime';

/** Longer than any client reads, in characters. */
const LONGEST_VALUE = 65536;
/** All fields of an answer, in characters. */
export const LONGEST_HEAD = 4 * LONGEST_VALUE;

/** Throws what names the field where a name or value could split the answer. */
export function checkHeader(name: string, value: string): void {
  if (name.length > LONGEST_VALUE || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new TypeError(`Header name ${JSON.stringify(name.length > 100 ? name.length : name)} cannot be sent (expected: letters, digits and hyphens, without spaces and colons; RFC 9110, section 5.6.2)`);
  }
  if (value.length > LONGEST_VALUE) {
    throw new RangeError(`Header ${name} has ${value.length} characters (expected: at most ${LONGEST_VALUE})`);
  }
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 13 || c === 10 || c === 0 || c > 255) {
      throw new TypeError(`Header ${name} has a character that is not allowed in a field value at ${i} (expected: no line ends, nothing beyond Latin-1; encodeURIComponent makes it so; RFC 9110, section 5.5)`);
    }
  }
}

export function cookies(header: string | undefined): Record<string, string> {
  return header === undefined ? {} : ({ ...parseCookie(header) } as Record<string, string>);
}

export interface Cookie {
  name: string;
  value: string;
  httpOnly?: boolean;
  secure?: boolean;
  maxAge?: number | string;
  path?: string;
  domain?: string;
  sameSite?: string;
}

const SAME_SITE = ['none', 'lax', 'strict'] as const;

export function setCookie(cookie: Cookie): string {
  // Negative, absent or no number: a cookie of the browser's session.
  const maxAge = Number(cookie.maxAge ?? -1);
  const sameSite = SAME_SITE.find((value) => value === String(cookie.sameSite).toLowerCase());
  return stringifySetCookie({
    name: String(cookie.name),
    value: String(cookie.value),
    path: cookie.path ?? '/',
    httpOnly: cookie.httpOnly === true,
    secure: cookie.secure === true,
    ...(cookie.domain === undefined ? {} : { domain: cookie.domain }),
    ...(maxAge >= 0 ? { maxAge: Math.trunc(maxAge) } : {}),
    ...(sameSite === undefined ? {} : { sameSite }),
  });
}

/** The media type for what an author may write: `html`, `.html`, or one with a slash, `text/html`; undefined for a word that is not known. */
export function mediaType(type: string): string | undefined {
  const full = type.includes('/') ? type : mime.getType(type);
  return full === null ? undefined : withCharset(full);
}

/** The media type of a file by its name's extension; nothing is said of its charset. */
export function typeOfFile(name: string): string | undefined {
  return mime.getType(name) ?? undefined;
}

/** The same of a file of the add-on's own, whose texts are UTF-8. */
export function typeOfOwnFile(name: string): string | undefined {
  const type = mime.getType(name);
  return type === null ? undefined : withCharset(type);
}

/** What a `Location` may hold: what is not ASCII is percent-encoded, what is encoded already stays so. */
export function location(url: string): string {
  return /[^!-~]/.test(url) ? encodeURI(url.toWellFormed()).replace(/%25([0-9a-f]{2})/gi, '%$1') : url;
}

/** As Express: texts and JSON are UTF-8 where nothing else is said. */
export function withCharset(type: string): string {
  return /;\s*charset\s*=/i.test(type) || !/^(?:text\/|application\/(?:json|javascript)\b)/i.test(type) ? type : `${type}; charset=utf-8`;
}
