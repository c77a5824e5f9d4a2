// WebSocket, over the host's outbound calls: within the same grants, and for no longer than what opened it.
import { EventTarget, getEventAttributeValue, setEventAttributeValue } from 'event-target-shim';
import { callLater } from '../boundary/ops';
import { failure, newName, payload, targetOf, type ParsedUrl } from '../fetch/calls';

interface Globals {
  readonly URL: new (url: string) => ParsedUrl;
  readonly DOMException: new (message: string, name: string) => Error;
  readonly Event: new (type: string) => any;
  readonly MessageEvent: new (type: string, init: object) => any;
  readonly CloseEvent: new (type: string, init: object) => any;
  readonly ErrorEvent: new (type: string, init: object) => any;
  readonly Blob: new (parts: unknown[]) => { arrayBuffer(): Promise<ArrayBuffer>; readonly size: number };
}

const globals = globalThis as unknown as Globals;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What the host knows of a piece of a message: see docs/design/messages.md. */
const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const LAST = 128;
/** Of UTF-16, so that a piece is within 64 KB as UTF-8 too. */
const TEXT_PIECE = 20_000;
const BINARY_PIECE = 65_535;
const LONGEST_REASON = 123;
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const STATES = { CONNECTING, OPEN, CLOSING, CLOSED };
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function refused(message: string, name: string): Error {
  return new globals.DOMException(`WebSocket: ${message}`, name);
}

function parsed(text: string): ParsedUrl {
  let url: ParsedUrl;
  try {
    url = new globals.URL(text.replace(/^(ws)(s?):/i, (_, __, s: string) => `http${s}:`));
  } catch {
    throw refused(`${text} is no URL (expected: ws:// or wss://)`, 'SyntaxError');
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hash !== '') {
    throw refused(`${text} (expected: ws:// or wss://, without a fragment)`, 'SyntaxError');
  }
  return url;
}

function piece(kind: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 1);
  all[0] = kind;
  all.set(bytes, 1);
  return all;
}

/** A message in pieces that the host takes. */
function* pieces(message: string | Uint8Array): Generator<Uint8Array> {
  let at = 0;
  do {
    let end = Math.min(message.length, at + (typeof message === 'string' ? TEXT_PIECE : BINARY_PIECE));
    if (typeof message === 'string' && end < message.length && (message.charCodeAt(end - 1) & 0xfc00) === 0xd800) {
      end--;
    }
    const kind = (at > 0 ? CONTINUATION : typeof message === 'string' ? TEXT : BINARY) + (end === message.length ? LAST : 0);
    yield piece(kind, typeof message === 'string' ? encoder.encode(message.slice(at, end)) : message.subarray(at, end));
    at = end;
  } while (at < message.length);
}

function whole(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export class WebSocket extends EventTarget {
  readonly #url: string;
  readonly #name = newName();
  #state = CONNECTING;
  #protocol = '';
  #binaryType: 'blob' | 'arraybuffer' = 'blob';
  #buffered = 0;
  /** What is sent is sent in its order. */
  #sent: Promise<unknown> = Promise.resolve();

  constructor(url: unknown, protocols: unknown = []) {
    super();
    const given = typeof protocols === 'object' && protocols !== null && !Array.isArray(protocols) ? (protocols as { protocols?: unknown }).protocols : protocols;
    const list = (given === undefined ? [] : Array.isArray(given) ? given : [given]).map(String);
    const target = parsed(String(url));
    if (list.some((each) => !TOKEN.test(each)) || new Set(list.map((each) => each.toLowerCase())).size < list.length) {
      throw refused(`protocols ${list.join(', ')} (expected: tokens, each once)`, 'SyntaxError');
    }
    this.#url = target.href.replace(/^http/, 'ws');
    const headers = [['user-agent', 'Annex'], ...(list.length === 0 ? [] : [['sec-websocket-protocol', list.join(', ')]])].flat().join('\n');
    void this.#run(payload(this.#name, { ...targetOf(target), method: 'GET', headers, body: undefined, flags: 'w' }, -1));
  }

  async #run(call: string): Promise<void> {
    try {
      const { text } = await callLater('outbound.call', call);
      this.#protocol = /\0sec-websocket-protocol\n([^\n\0]*)/.exec(text)?.[1] ?? '';
      if (this.#state === CONNECTING) {
        this.#state = OPEN;
        this.dispatchEvent(new globals.Event('open'));
      }
      await this.#listen();
    } catch (error) {
      this.#state = CLOSED;
      const why = failure(error) as Error;
      this.dispatchEvent(new globals.ErrorEvent('error', { error: why, message: why.message }));
      this.#closed(1006, '', false);
    }
  }

  async #listen(): Promise<void> {
    let parts: Uint8Array[] = [];
    let kind = TEXT;
    for (;;) {
      const { bytes } = await callLater('outbound.read', this.#name);
      const part = new Uint8Array(bytes ?? new ArrayBuffer(0));
      const head = part[0] ?? CLOSE;
      const content = part.subarray(1);
      if (head === CLOSE) {
        const code = content.length < 2 ? 1006 : ((content[0] as number) << 8) | (content[1] as number);
        this.#closed(code, decoder.decode(content.subarray(2)), code !== 1006);
        return;
      }
      if ((head & ~LAST) !== CONTINUATION) {
        kind = head & ~LAST;
      }
      parts.push(content);
      if ((head & LAST) !== 0) {
        const message = whole(parts);
        parts = [];
        if (this.#state === OPEN) {
          const data = kind === TEXT ? decoder.decode(message) : this.#binaryType === 'blob' ? new globals.Blob([message]) : message.buffer;
          this.dispatchEvent(new globals.MessageEvent('message', { data, origin: new globals.URL(this.#url.replace(/^ws/, 'http')).origin.replace(/^http/, 'ws') }));
        }
      }
    }
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    this.#state = CLOSED;
    this.dispatchEvent(new globals.CloseEvent('close', { code, reason, wasClean }));
  }

  #write(bytes: () => Iterable<Uint8Array> | Promise<Iterable<Uint8Array>>, buffered: number): void {
    this.#buffered += buffered;
    const send = async (): Promise<void> => {
      for (const each of await bytes()) {
        await callLater('outbound.write', [this.#name, 0].join('\0'), each);
      }
      this.#buffered -= buffered;
    };
    // What fails closes it, which is told where it is listened.
    this.#sent = this.#sent.then(send).catch(() => undefined);
  }

  send(data: unknown): void {
    if (this.#state === CONNECTING) {
      throw refused('it is not open yet (expected: after the event open)', 'InvalidStateError');
    }
    if (this.#state !== OPEN) {
      return;
    }
    if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) {
      const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
      const copy = view.slice();
      this.#write(() => pieces(copy), copy.length);
    } else if (data instanceof globals.Blob) {
      this.#write(async () => pieces(new Uint8Array(await data.arrayBuffer())), data.size);
    } else {
      const text = String(data);
      this.#write(() => pieces(text), text.length);
    }
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw refused(`close with ${code} (expected: 1000, or 3000 to 4999)`, 'InvalidAccessError');
    }
    const text = encoder.encode(String(reason));
    if (text.length > LONGEST_REASON) {
      throw refused(`a reason of ${text.length} bytes (expected: at most ${LONGEST_REASON})`, 'SyntaxError');
    }
    if (this.#state === CONNECTING) {
      this.#state = CLOSING;
      callLater('outbound.cancel', this.#name).catch(() => undefined);
    } else if (this.#state === OPEN) {
      this.#state = CLOSING;
      const said = code ?? (text.length > 0 ? 1000 : undefined);
      this.#write(() => [piece(CLOSE, said === undefined ? new Uint8Array(0) : Uint8Array.of(said >> 8, said & 255, ...text))], 0);
    }
  }

  get url(): string {
    return this.#url;
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#buffered;
  }

  get extensions(): string {
    return '';
  }

  get protocol(): string {
    return this.#protocol;
  }

  get binaryType(): string {
    return this.#binaryType;
  }

  set binaryType(type: string) {
    if (type === 'blob' || type === 'arraybuffer') {
      this.#binaryType = type;
    }
  }

  get [Symbol.toStringTag](): string {
    return 'WebSocket';
  }
}

for (const [name, value] of Object.entries(STATES)) {
  Object.defineProperty(WebSocket, name, { value, enumerable: true });
  Object.defineProperty(WebSocket.prototype, name, { value, enumerable: true });
}
for (const type of ['open', 'message', 'error', 'close']) {
  Object.defineProperty(WebSocket.prototype, `on${type}`, {
    get(this: WebSocket) {
      return getEventAttributeValue(this, type);
    },
    set(this: WebSocket, listener: unknown) {
      setEventAttributeValue(this, type, listener as null);
    },
    configurable: true,
    enumerable: true,
  });
}
