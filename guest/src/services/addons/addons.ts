import statuses from 'statuses';
import { Exchange } from '../../boundary/exchanges';
import { callLater } from '../../boundary/ops';
import { here, placedLater } from '../../fetch/place';
import { callText } from '../../host/host';
import { indexOf, parse, slice, stringify } from '../../host/primordials';
import node from '../../runtime/buffer';

/** What another add-on has answered. */
export interface Answer {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A value for JSON, text for text, bytes for bytes, a file for a file; undefined for none. */
  readonly body: unknown;
}

interface Bytes extends Uint8Array {
  toString(encoding?: string): string;
}

/** Bytes cross as a text with a character each. */
function bytesOf(text: string): Bytes {
  return (node as unknown as { Buffer: { from(text: string, encoding: string): Bytes } }).Buffer.from(text, 'latin1');
}

/** A file that was sent as an answer. */
class AnsweredFile {
  readonly #content: string;

  constructor(
    content: string,
    readonly contentType: string,
  ) {
    this.#content = content;
  }

  get size(): number {
    return this.#content.length;
  }

  bytes(): Uint8Array {
    return bytesOf(this.#content);
  }

  text(): string {
    return bytesOf(this.#content).toString('utf8');
  }
}

type Options = Record<string, unknown>;

const BODILESS = new Set(['GET', 'HEAD', 'DELETE']);

/** Another add-on, as it is called. */
export class Invoker {
  readonly #addon: string;

  constructor(addon: string) {
    this.#addon = addon;
    Object.freeze(this);
  }

  get(route: string, options?: Options): Answer {
    return this.#call('GET', route, options);
  }

  post(route: string, options?: Options): Answer {
    return this.#call('POST', route, options);
  }

  put(route: string, options?: Options): Answer {
    return this.#call('PUT', route, options);
  }

  patch(route: string, options?: Options): Answer {
    return this.#call('PATCH', route, options);
  }

  delete(route: string, options?: Options): Answer {
    return this.#call('DELETE', route, options);
  }

  getAsync(route: string, options?: Options): Promise<Answer> {
    return this.#callLater('GET', route, options);
  }

  postAsync(route: string, options?: Options): Promise<Answer> {
    return this.#callLater('POST', route, options);
  }

  putAsync(route: string, options?: Options): Promise<Answer> {
    return this.#callLater('PUT', route, options);
  }

  patchAsync(route: string, options?: Options): Promise<Answer> {
    return this.#callLater('PATCH', route, options);
  }

  deleteAsync(route: string, options?: Options): Promise<Answer> {
    return this.#callLater('DELETE', route, options);
  }

  #call(method: string, route: string, options: Options | undefined): Answer {
    return answer(callText('addons.call', this.#asked(method, route, options)));
  }

  #callLater(method: string, route: string, options: Options | undefined): Promise<Answer> {
    return placedLater(
      (async () => answer((await callLater('addons.callLater', this.#asked(method, route, options))).text))(),
      here(),
    );
  }

  #asked(method: string, route: string, options: Options = {}): string {
    const { headers, ...params } = options;
    const lines = Object.entries((headers ?? {}) as Record<string, unknown>)
      .map(([name, value]) => `${name}\n${String(value)}`)
      .join('\n');
    const path = encodeURI(String(route).startsWith('/') ? String(route) : `/${String(route)}`).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
    const none = Object.keys(params).length === 0 && BODILESS.has(method);
    return `${this.#addon}\0${method}\0${path}\0${lines}\0${none ? '' : String(stringify(params))}`;
  }
}

/** `status \0 headers \0 kind \0 body`. */
function answer(text: string): Answer {
  const afterStatus = indexOf(text, '\0') as number;
  const afterHeaders = indexOf(text, '\0', afterStatus + 1) as number;
  const statusCode = Number(slice(text, 0, afterStatus));
  const headers: Record<string, string> = {};
  const lines = (slice(text, afterStatus + 1, afterHeaders) as string).split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${lines[i + 1]}` : (lines[i + 1] as string);
  }
  const kind = slice(text, afterHeaders + 1, afterHeaders + 2) as string;
  return {
    statusCode,
    statusMessage: statuses.message[statusCode] ?? '',
    headers,
    body: bodyOf(kind, slice(text, afterHeaders + 3) as string, headers['content-type'] ?? ''),
  };
}

function bodyOf(kind: string, text: string, type: string): unknown {
  switch (kind) {
    case 't':
      return /[/+]json\b/i.test(type) ? json(text) : text;
    case 'b':
      return bytesOf(text);
    case 'f':
      return new AnsweredFile(text, type);
    default:
      return undefined;
  }
}

function json(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/**
 * What calls an add-on of that name. While the script is evaluated, one that is granted need not be there: add-ons are loaded one after
 * the other, and what a script keeps then it keeps for long.
 */
function fromIdentifier(name: string): Invoker | null {
  const found = callText('addons.find', String(name));
  return found === 'there' || (found === 'granted' && Exchange.current() === undefined) ? new Invoker(String(name)) : null;
}

function fromPath(path: string): Invoker | null {
  const found = /^\/?rest-api\/([^/]+)\/?$/.exec(String(path));
  return found === null ? null : fromIdentifier(decodeURIComponent(found[1] as string));
}

/** `require('annex/addons')`, and the platform's `RestAppInvokerFactory`. */
export const addonsModule = Object.freeze({ fromIdentifier, fromPath });
