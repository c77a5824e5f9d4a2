import type { Headers } from './headers';
import { parseUrl, type ParsedUrl } from './calls';

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Describe a body that is not sent again. */
const OF_BODY = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
/** Meant for one origin. */
const OF_ORIGIN = ['authorization', 'cookie', 'proxy-authorization', 'authentication-token'];

export interface Hop {
  readonly url: ParsedUrl;
  readonly method: string;
  /** Whether the body is not sent again. */
  readonly bodyless: boolean;
}

/** Where a redirect leads, and as what: fetch standard, section 4.4. Takes from the headers what does not go there. */
export function nextHop(status: number, location: string, from: ParsedUrl, method: string, headers: Headers): Hop {
  const url = parseUrl(location, from.href);
  if (url.hash === '' && from.hash !== '') {
    url.hash = from.hash;
  }
  const bodyless = ((status === 301 || status === 302) && method === 'POST') || (status === 303 && method !== 'GET' && method !== 'HEAD');
  if (bodyless) {
    OF_BODY.forEach((name) => {
      headers.delete(name);
    });
  }
  if (url.origin !== from.origin) {
    OF_ORIGIN.forEach((name) => {
      headers.delete(name);
    });
  }
  return { url, method: bodyless ? 'GET' : method, bodyless };
}
