/**
 * Outbound calls as the host makes them: one hop each, the body in parts of at most {@link CHUNK} bytes in either direction. The
 * grammar is in docs/design/messages.md; grants and limits are the host's to check.
 */
import type { OpFailure } from '../host/failures';
import { callBytes, callText } from '../host/host';
import { callLater, type TextAndBytes } from '../boundary/ops';
import { indexOf, slice } from '../host/primordials';
import { cut } from '../log/log';

export const CHUNK = 65536;

/** An outbound call that failed; `code` is the one that Node would give it, where it has one. */
export class OutboundError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    // Made where the host answers; whoever called says where.
    this.stack = `Error: ${code}`;
  }
}

/** What a URL says of where to connect and what to ask for there. */
export interface Target {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly target: string;
}

/** A body: none, bytes, or parts that come later. */
export type Body = Uint8Array | AsyncIterator<Uint8Array> | undefined;

export interface Outgoing extends Target {
  readonly method: string;
  /** `name\nvalue\nname\nvalue…` */
  readonly headers: string;
  readonly body: Body;
  /** Of parts that come later, how many bytes they have in all, where that is known. */
  readonly length?: number | undefined;
  /** Milliseconds for all of it; 0 for the host's own limit. */
  readonly timeout?: number;
  /** `m`: the manager helper calls; `t`: a short answer may come as text. */
  readonly flags?: string;
  /** Further CAs, PEM. */
  readonly certificate?: string;
}

export interface Incoming {
  readonly status: number;
  readonly reason: string;
  /** `name\nvalue\n…`, names in lower case. */
  readonly headers: string;
  /** The whole body, where it was asked for and came as text. */
  readonly text: string | undefined;
  readonly body: AnswerBody;
}

let prefix = '';
let lastCall = 0;

/** A name that no other worker of the add-on gives to a call. */
export function newName(): string {
  if (prefix === '') {
    prefix = Array.from(callBytes('random', '8'), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return `${prefix}.${++lastCall}`;
}

/** Makes an op's failure the author's. */
export function failure(error: unknown): unknown {
  const { code, message } = error as OpFailure;
  return error instanceof Error && code !== undefined ? new OutboundError(code, message) : error;
}

async function op(name: string, text: string, bytes?: Uint8Array): Promise<TextAndBytes> {
  try {
    return await callLater(name, text, bytes);
  } catch (error) {
    throw failure(error);
  }
}

/** The body of an answer, read part by part as somebody asks. */
export class AnswerBody {
  #first: Uint8Array | undefined;
  #ended: boolean;
  #signal: { readonly aborted: boolean; readonly reason: unknown } | undefined;

  constructor(
    readonly name: string,
    first: ArrayBuffer | undefined,
    ended: boolean,
  ) {
    this.#first = first === undefined || first.byteLength === 0 ? undefined : new Uint8Array(first);
    this.#ended = ended;
  }

  /** Whether the host may have more of it. */
  get isOpen(): boolean {
    return !this.#ended;
  }

  /** Whether nothing is to come any more. */
  get isEmpty(): boolean {
    return this.#ended && this.#first === undefined;
  }

  /** Once the signal is aborted, reading fails with its reason. */
  failWith(signal: { readonly aborted: boolean; readonly reason: unknown }): void {
    this.#signal = signal;
  }

  /** The next part, or null at the end. */
  async read(): Promise<Uint8Array | null> {
    try {
      return await this.#next();
    } catch (error) {
      throw this.#signal?.aborted === true ? this.#signal.reason : error;
    }
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#signal?.aborted === true) {
      throw this.#signal.reason;
    }
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return first;
    }
    while (!this.#ended) {
      const { text, bytes } = await op('outbound.read', this.name);
      this.#ended = text === 'e';
      if (bytes !== undefined && bytes.byteLength > 0) {
        return new Uint8Array(bytes);
      }
    }
    return null;
  }

  /** What is left, as one block. */
  async all(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let part = await this.read(); part !== null; part = await this.read()) {
      parts.push(part);
      length += part.length;
    }
    return joined(parts, length);
  }

  cancel(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#first = undefined;
      abort(this.name);
    }
  }
}

export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) {
    return parts[0] as Uint8Array;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function abort(name: string): void {
  callLater('outbound.cancel', name).catch(() => undefined);
}

/** A call that is under way. */
export interface Started {
  readonly answer: Promise<Incoming>;
  cancel(): void;
}

/** Begins a call; never throws. */
export function begin(outgoing: Outgoing): Started {
  const name = newName();
  return {
    answer: run(name, outgoing),
    cancel: () => {
      abort(name);
    },
  };
}

/** What an op is told of a call whose body has `length` bytes. */
export function payload(name: string, outgoing: Outgoing, length: number): string {
  return [
    name,
    outgoing.method,
    outgoing.scheme,
    outgoing.host,
    outgoing.port,
    outgoing.target,
    length,
    outgoing.timeout ?? 0,
    outgoing.flags ?? '',
    (outgoing.certificate ?? '').replaceAll('\0', ''),
    outgoing.headers,
  ].join('\0');
}

async function run(name: string, outgoing: Outgoing): Promise<Incoming> {
  const { body } = outgoing;
  const bytes = body instanceof Uint8Array ? body : undefined;
  const length = body === undefined ? 0 : bytes === undefined ? (outgoing.length ?? -1) : bytes.length;
  const short = bytes !== undefined && length > 0 && length <= CHUNK;
  const answer = op('outbound.call', payload(name, outgoing, length), short ? bytes : undefined);
  if (bytes !== undefined && length > CHUNK) {
    sent(name, parts(bytes));
  } else if (bytes === undefined && body !== undefined) {
    sent(name, body as AsyncIterator<Uint8Array>);
  }
  return incoming(name, await answer);
}

function parts(bytes: Uint8Array): AsyncIterator<Uint8Array> {
  let at = 0;
  return {
    next: () => {
      if (at >= bytes.length) {
        return Promise.resolve({ done: true, value: undefined });
      }
      const part = bytes.subarray(at, Math.min(bytes.length, at + CHUNK));
      at += part.length;
      return Promise.resolve({ done: false, value: part });
    },
  };
}

/** Sends what the iterator gives. A failure of the call is the answer's; one of the iterator ends the call. */
function sent(name: string, source: AsyncIterator<Uint8Array>): void {
  const send = async (): Promise<void> => {
    let held: Uint8Array | undefined;
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await source.next();
      } catch {
        abort(name);
        return;
      }
      if (next.done === true) {
        await op('outbound.write', [name, 1].join('\0'), held);
        return;
      }
      if (held !== undefined) {
        await op('outbound.write', [name, 0].join('\0'), held);
      }
      held = undefined;
      const chunk = next.value;
      for (let at = 0; at < chunk.length; at += CHUNK) {
        if (held !== undefined) {
          await op('outbound.write', [name, 0].join('\0'), held);
        }
        held = chunk.subarray(at, Math.min(chunk.length, at + CHUNK));
      }
    }
  };
  send().catch(() => {
    void source.return?.();
  });
}

/** An answer out of what an op says of it. */
export function incoming(name: string, { text, bytes }: TextAndBytes): Incoming {
  const reason = indexOf(text, '\0') as number;
  const kind = indexOf(text, '\0', reason + 1) as number;
  const mode = text[kind + 1];
  const headers = kind + 3;
  const end = mode === 't' ? (indexOf(text, '\0', headers) as number) : text.length;
  return {
    status: Number(slice(text, 0, reason)),
    reason: slice(text, reason + 1, kind) as string,
    headers: slice(text, headers, end) as string,
    text: mode === 't' ? (slice(text, end + (text.charCodeAt(end + 1) === 0xfeff ? 2 : 1)) as string) : undefined,
    body: new AnswerBody(name, bytes, mode !== 'm'),
  };
}

let manager: string | undefined;

/** What `helper.Manager` prepends to paths. */
export function managerUrl(): string {
  try {
    manager ??= callText('manager.url', '');
    return manager;
  } catch (error) {
    throw failure(error);
  }
}

/** An URL that is as it would be written by a parser, so that it need not be parsed: most are. */
const PLAIN = /^(https?):\/\/((?:[a-z0-9_-]+\.)*[a-z_-][a-z0-9_-]*|(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$|[:/])|(?=[:/]|$))){4})(?::([1-9]\d{0,4}))?((?:\/(?!\.|%2e)[A-Za-z0-9_~!$&'()*+,;=:@.%-]*)*)(\?[A-Za-z0-9_~!$&()*+,;=:@./?%-]*)?$/i;

/** Where a URL leads; undefined where only a parser can tell. */
export function plainTarget(url: string): Target | undefined {
  const match = url.length > 8192 ? null : PLAIN.exec(url);
  if (match === null || Number(match[3] ?? 0) > 65535 || /xn--/i.test(match[2] as string)) {
    return undefined;
  }
  const [, scheme = '', host = '', port, path, query = ''] = match;
  const secure = scheme.length === 5;
  return {
    scheme: secure ? 'https' : 'http',
    host: host.toLowerCase(),
    port: port === undefined ? (secure ? 443 : 80) : Number(port),
    target: (path === undefined || path === '' ? '/' : path) + query,
  };
}

export interface ParsedUrl {
  readonly href: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  hash: string;
}

const { URL } = globalThis as unknown as { URL: new (url: string, base?: string) => ParsedUrl };

/**
 * Parses a URL; the error says what was expected.
 *
 * @param local whether it may be one that holds what it names
 */
export function parseUrl(url: string, base?: string, local = false): ParsedUrl {
  let parsed: ParsedUrl;
  try {
    parsed = new URL(url, base);
  } catch {
    throw new TypeError(`URL: ${cut(url)} (expected: an absolute http or https URL)`);
  }
  const { protocol } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:' && !(local && isLocal(protocol))) {
    throw new TypeError(`URL: ${cut(url)} (expected: http or https)`);
  }
  return parsed;
}

/** Whether URLs of this scheme hold what they name. */
export function isLocal(protocol: string): boolean {
  return protocol === 'data:' || protocol === 'blob:';
}

export function targetOf(url: ParsedUrl): Target {
  const secure = url.protocol === 'https:';
  return {
    scheme: secure ? 'https' : 'http',
    host: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    target: url.pathname + url.search,
  };
}
