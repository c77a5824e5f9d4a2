/** The settings of an application, which members of `req` and `res` look at: `req.app`, and what an application of its own hands on. */
import { localBytes } from '../host/local';
import { parseQuery } from '../http/query';

type EntityTag = (body: Uint8Array, encoding?: string) => string | undefined;
type Trust = (address: string | undefined, hop: number) => boolean;
type Replacer = (this: unknown, key: string, value: unknown) => unknown;

/** How an answer gets its entity tag: the weak one of Express is the host's work, which has the bytes at hand. */
export type Tagging = 'weak' | EntityTag | undefined;

/** `req.app` and `res.app`: of an Express application what is about settings. */
export class Settings {
  readonly settings: Record<string, unknown> = {
    'x-powered-by': false,
    etag: 'weak',
    'etag fn': weak,
    env: 'production',
    'query parser': 'extended',
    'query parser fn': parseQuery,
    'subdomain offset': 2,
    'trust proxy': false,
    'trust proxy fn': undefined,
    'jsonp callback name': 'callback',
  };
  readonly locals: Record<string, unknown> = Object.assign(Object.create(null) as Record<string, unknown>, { settings: this.settings });
  readonly mountpath: string | string[] = '/';
  /** What handlers see as `req.app`: an application that has more than settings. */
  #face: object = this;
  #tagging: Tagging = 'weak';
  /** Whether JSON is written as it is. */
  #plain = true;

  /** Sets one; with a name alone it reads it. */
  set(...args: [name: string, value?: unknown]): unknown {
    const [name, value] = args;
    if (args.length === 1) {
      return this.get(name);
    }
    const { settings } = this;
    settings[name] = value;
    if (name === 'etag') {
      settings['etag fn'] = compiledTag(value);
      this.#tagging = settings['etag fn'] === weak ? 'weak' : (settings['etag fn'] as EntityTag | undefined);
    } else if (name === 'query parser') {
      settings['query parser fn'] = compiledQuery(value);
    } else if (name === 'trust proxy') {
      settings['trust proxy fn'] = value === false ? undefined : compiledTrust(value);
    }
    this.#plain = !settings['json escape'] && !settings['json replacer'] && !settings['json spaces'];
    return this;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.settings, name) ? this.settings[name] : undefined;
  }

  enable(name: string): this {
    return this.set(name, true) as this;
  }

  disable(name: string): this {
    return this.set(name, false) as this;
  }

  enabled(name: string): boolean {
    return Boolean(this.get(name));
  }

  disabled(name: string): boolean {
    return !this.get(name);
  }

  /** There are no template engines. */
  render(view: unknown): never {
    throw new Error(`render: there are no views, and so no '${String(view)}' (expected: a text that the add-on has made, by res.send)`);
  }

  static face(settings: Settings): object {
    return settings.#face;
  }

  /** Shows an application in the place of its settings. */
  static show(settings: Settings, application: object): void {
    settings.#face = application;
  }

  static tagging(settings: Settings): Tagging {
    return settings.#tagging;
  }

  /** A value as JSON, as the settings want it; undefined for what is none. */
  static json(settings: Settings, value: unknown, stringify: typeof JSON.stringify): string | undefined {
    if (settings.#plain) {
      return stringify(value);
    }
    const text = stringify(value, settings.get('json replacer') as Replacer, settings.get('json spaces') as number) as string | undefined;
    return settings.enabled('json escape') ? text?.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : text;
  }

  /** Whether the proxy at an address is believed; undefined where none is. */
  static trust(settings: Settings): Trust | undefined {
    return settings.settings['trust proxy fn'] as Trust | undefined;
  }
}

/** The settings that requests go by which are no application's own. */
export const application = new Settings();

function weak(body: Uint8Array, encoding?: string): string {
  return `W/${strong(body, encoding)}`;
}

/** As the package etag makes it. */
export function strong(body: Uint8Array, encoding?: string): string {
  const bytes = typeof body === 'string' ? Buffer.from(body, encoding as 'utf8') : body;
  if (bytes.length === 0) {
    return '"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk"';
  }
  const digest = localBytes('digest', bytes, 'SHA-1');
  const text = (Buffer.from(digest.buffer as ArrayBuffer, 0, digest.length) as unknown as { toString(encoding: string): string }).toString('base64');
  return `"${bytes.length.toString(16)}-${text.slice(0, 27)}"`;
}

function compiledTag(value: unknown): unknown {
  switch (value) {
    case true:
    case 'weak':
      return weak;
    case 'strong':
      return strong;
    case false:
      return undefined;
    default:
      return known('etag', value);
  }
}

function compiledQuery(value: unknown): unknown {
  switch (value) {
    case true:
    case 'simple':
      return (require('../http/querystring') as { querystring: { parse: unknown } }).querystring.parse;
    case 'extended':
      return parseQuery;
    case false:
      return () => ({});
    default:
      return known('query parser', value);
  }
}

function known(name: string, value: unknown): unknown {
  if (typeof value !== 'function') {
    throw new TypeError(`unknown value for ${name} function: ${String(value)}`);
  }
  return value;
}

function compiledTrust(value: unknown): unknown {
  if (typeof value === 'function') {
    return value;
  }
  if (value === true) {
    return () => true;
  }
  if (typeof value === 'number') {
    return (_address: unknown, hop: number) => hop < value;
  }
  const given = typeof value === 'string' ? value.split(',').map((each) => each.trim()) : (value ?? []);
  return (require('proxy-addr') as { compile(given: unknown): unknown }).compile(given);
}
