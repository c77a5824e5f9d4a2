/** Node's `url`: what was there before the standard, from npm, and what goes between it and URL objects. */
import { coded, invalidType } from './errors';

const legacy = require('url') as Record<string, unknown> & { format: (value: unknown) => string; parse: (url: string, query?: boolean, slashes?: boolean) => object };
const { URL, URLSearchParams } = globalThis as unknown as { URL: UrlClass; URLSearchParams: unknown };
const { Buffer } = require('buffer') as { Buffer: { from(text: string): { toString(encoding: string): string } } };

interface Url {
  href: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
}
type UrlClass = new (url: string, base?: string) => Url;

/** What of a URL a request is made of. */
export function urlToHttpOptions(given: object): Record<string, unknown> {
  const url = given as Url;
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  const options: Record<string, unknown> = {
    __proto__: null,
    ...url,
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash,
    search,
    pathname,
    path: `${pathname}${search}`,
    href,
  };
  if (port !== '') {
    options['port'] = Number(port);
  }
  if (username || password) {
    options['auth'] = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  }
  return options;
}

function fileURLToPath(given: unknown, options?: { windows?: boolean }): string {
  const url = typeof given === 'string' ? new URL(given) : given;
  if (typeof url !== 'object' || url === null || !(url instanceof URL)) {
    throw invalidType('path', 'of type string or an instance of URL', given);
  }
  const { protocol, hostname, pathname } = url as Url;
  if (protocol !== 'file:') {
    throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file', { input: (url as Url).href });
  }
  if (options?.windows === true) {
    return windowsPath(url as Url);
  }
  if (hostname !== '') {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux', { input: (url as Url).href });
  }
  if (/%2f/i.test(pathname)) {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters', { input: url });
  }
  return decodeURIComponent(pathname);
}

function windowsPath({ hostname, pathname }: Url): string {
  if (/%2f|%5c/i.test(pathname)) {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded \\ or / characters');
  }
  const path = decodeURIComponent(pathname.replaceAll('/', '\\'));
  if (hostname !== '') {
    return `\\\\${hostname}${path}`;
  }
  if (!/^\\[a-z]:/i.test(path)) {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must be absolute');
  }
  return path.slice(1);
}

const ENCODED: Readonly<Record<string, string>> = { '%': '%25', '\\': '%5C', '\n': '%0A', '\r': '%0D', '\t': '%09', '?': '%3F', '#': '%23' };

function pathToFileURL(path: unknown, options?: { windows?: boolean }): Url {
  if (typeof path !== 'string') {
    throw invalidType('path', 'of type string', path);
  }
  const { posix, win32 } = require('./path') as { posix: Paths; win32: Paths };
  if (options?.windows === true) {
    return new URL(`file:///${win32.resolve(path).replaceAll('\\', '/').replace(/[%\n\r\t?#]/g, (each) => ENCODED[each] as string)}`);
  }
  const whole = posix.resolve(path);
  const folder = path.endsWith('/') && !whole.endsWith('/') ? `${whole}/` : whole;
  return new URL(`file://${folder.replace(/[%\\\n\r\t?#]/g, (each) => ENCODED[each] as string)}`);
}

interface Paths {
  resolve(path: string): string;
}

function format(value: unknown, options?: { auth?: boolean; fragment?: boolean; search?: boolean; unicode?: boolean }): string {
  if (!(value instanceof URL)) {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
      throw invalidType('urlObject', 'one of type object or string', value);
    }
    return legacy.format(value);
  }
  if (options !== undefined && (options as unknown) !== null && typeof options !== 'object') {
    throw invalidType('options', 'of type object', options);
  }
  const { auth = true, fragment = true, search = true } = options ?? {};
  const url = new URL((value as Url).href);
  if (!auth) {
    url.username = '';
    url.password = '';
  }
  return `${url.href.replace(/[?#][^]*$/, '')}${search ? url.search : ''}${fragment ? url.hash : ''}`;
}

function domain(name: unknown): string {
  try {
    return new URL(`ws://${String(name)}`).hostname;
  } catch {
    return '';
  }
}

export const url: Record<string, unknown> = {
  ...legacy,
  URL,
  URLSearchParams,
  format,
  fileURLToPath,
  fileURLToPathBuffer: (given: unknown): unknown => Buffer.from(fileURLToPath(given)),
  pathToFileURL,
  urlToHttpOptions: (given: unknown): unknown => {
    if (typeof given !== 'object' || given === null) {
      throw invalidType('url', 'of type object', given);
    }
    return urlToHttpOptions(given);
  },
  domainToASCII: domain,
  domainToUnicode: (name: unknown): string => (require('punycode') as { toUnicode(name: string): string }).toUnicode(domain(name)),
};
