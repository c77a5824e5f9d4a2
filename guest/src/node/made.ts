/**
 * `http.IncomingMessage` and `http.ServerResponse` as add-ons make and extend them, also as functions of old: those belong to no exchange. A response writes
 * to the socket that it is given, as Node's does. This is what runs an application without a server, such as fastify's `inject`.
 */
import statuses from 'statuses';
import { IncomingMessage as Request, readFrom } from '../express/incoming';
import type { Elsewhere } from '../express/elsewhere';
import { emitThrough, ServerResponse as Response } from '../express/outgoing';
import { coded, invalidType } from './errors';
import { Answer } from './message';

const { Buffer } = require('buffer') as { Buffer: Buffers };
const process = require('process') as { nextTick(callback: (...args: any[]) => void, ...args: unknown[]): void };
const Readable = require('readable-stream') as { prototype: object; call(self: object, options: object): void };
const EventEmitter = require('events') as { prototype: object };

interface Buffers {
  byteLength(text: string, encoding: string): number;
  from(text: string, encoding: string): Uint8Array;
  concat(parts: readonly Uint8Array[]): Uint8Array;
}

type Done = ((error?: Error | null) => void) | undefined;

/** What a response writes to. */
interface Socket {
  _httpMessage?: object | null;
  readonly writable?: boolean;
  write(data: unknown, encoding: string, done?: Done): boolean;
  on?(event: string, listener: () => void): unknown;
  removeListener?(event: string, listener: () => void): unknown;
  destroy?(error?: unknown): void;
}

/** What Node keeps on a response for all to see, and packages alter. */
interface Made {
  req: unknown;
  socket: Socket | null;
  _header: string | null;
  _hasBody: boolean;
  _contentLength: number | null;
  chunkedEncoding: boolean;
  destroyed: boolean;
  errored: unknown;
  finished: boolean;
  sendDate: boolean;
  shouldKeepAlive: boolean;
  statusMessage: string | undefined;
  useChunkedEncodingByDefault: boolean;
  writable: boolean;
  _implicitHeader(): void;
  emit(event: string, ...args: unknown[]): boolean;
  once(event: string, listener: (...args: any[]) => void): unknown;
}

/** As properties of its own, as Node has them; the class has accessors by some of these names. */
function give(self: object, properties: object): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(self, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function lengthOf(chunk: unknown, encoding: string): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, encoding);
  }
  if (chunk instanceof Uint8Array) {
    return chunk.byteLength;
  }
  throw chunk === null
    ? coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
    : invalidType('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk);
}

/** Writes a response in the form that HTTP/1.1 has on a connection: RFC 9112. */
class Written implements Elsewhere {
  readonly #to: Made;
  #headSent = false;
  #trailers = '';
  #chunk: { readonly bytes: Uint8Array; readonly done: Done }[] = [];
  #length = 0;
  /** Until there is a socket. */
  #waiting: (() => void)[] = [];

  constructor(to: Made) {
    this.#to = to;
  }

  begin(status: number, reason: string | undefined, fields: readonly (readonly [name: string, value: string])[]): void {
    const to = this.#to;
    to.statusMessage = reason ?? (to.statusMessage || (statuses.message[status] ?? 'unknown'));
    const named = new Set(fields.map(([name]) => name.toLowerCase()));
    const of = (wanted: string): string => fields.filter(([name]) => name.toLowerCase() === wanted).join();
    const lines = fields.map(([name, value]) => `${name}: ${value}`);
    if (status === 204 || status === 304) {
      to._hasBody = false;
    }
    if (to.sendDate && !named.has('date')) {
      lines.push(`Date: ${new Date().toUTCString()}`);
    }
    if (!named.has('connection')) {
      const keeps = to.shouldKeepAlive && (named.has('content-length') || to.useChunkedEncodingByDefault);
      lines.push(`Connection: ${keeps ? 'keep-alive' : 'close'}`);
    }
    to.chunkedEncoding = /chunked/i.test(of('transfer-encoding'));
    if (!named.has('content-length') && !named.has('transfer-encoding') && to._hasBody && to.useChunkedEncodingByDefault) {
      to.chunkedEncoding = to._contentLength === null;
      lines.push(to.chunkedEncoding ? 'Transfer-Encoding: chunked' : `Content-Length: ${to._contentLength}`);
    }
    to._header = `HTTP/1.1 ${status} ${to.statusMessage}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  }

  write(chunk: unknown, encoding: string, done: Done): boolean {
    const to = this.#to;
    const length = lengthOf(chunk, encoding);
    if (to.finished) {
      const error = coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end');
      process.nextTick(() => {
        to.emit('error', error);
        done?.(error);
      });
      return true;
    }
    if (to._header === null) {
      to._implicitHeader();
    }
    if (!to._hasBody) {
      process.nextTick(() => done?.());
      return true;
    }
    if (!to.chunkedEncoding) {
      return this.#send(chunk, encoding, done);
    }
    if (this.#chunk.length === 0) {
      process.nextTick(() => {
        this.#flush();
      });
    }
    this.#chunk.push({ bytes: typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Uint8Array), done });
    this.#length += length;
    return true;
  }

  /** What was written in one tick is one chunk. */
  #flush(): void {
    const parts = this.#chunk.splice(0);
    const length = this.#length;
    this.#length = 0;
    const done = (error?: Error | null): void => {
      for (const part of parts) {
        part.done?.(error);
      }
    };
    if (length > 0) {
      this.#send(`${length.toString(16)}\r\n`, 'latin1');
      this.#send(Buffer.concat(parts.map(({ bytes }) => bytes)), 'buffer');
      this.#send('\r\n', 'latin1', done);
    } else {
      process.nextTick(done);
    }
  }

  end(chunk: unknown, encoding: string, done: Done): void {
    const to = this.#to;
    if (to.finished) {
      const error = chunk === undefined ? coded(Error, 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished') : coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end');
      process.nextTick(() => done?.(error));
      return;
    }
    if (to._header === null) {
      to._contentLength = chunk === undefined ? 0 : lengthOf(chunk, encoding);
      to._implicitHeader();
    }
    if (chunk !== undefined) {
      this.write(chunk, encoding, undefined);
    }
    if (done !== undefined) {
      to.once('finish', done);
    }
    to.finished = true;
    const finish = (): void => {
      to.emit('finish');
    };
    if (to._hasBody && to.chunkedEncoding) {
      if (this.#chunk.length > 0) {
        this.#flush();
      }
      this.#send(`0\r\n${this.#trailers}\r\n`, 'latin1', finish);
    } else {
      this.#send('', 'latin1', finish);
    }
  }

  addTrailers(trailers: object): void {
    const all = (Array.isArray(trailers) ? trailers : Object.entries(trailers)) as [string, unknown][];
    this.#trailers += all.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('');
  }

  assignSocket(given: unknown): void {
    const socket = given as Socket;
    const to = this.#to;
    if (socket._httpMessage) {
      throw coded(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'ServerResponse has an already assigned socket');
    }
    socket._httpMessage = to;
    socket.on?.('close', this.#closed);
    to.socket = socket;
    to.emit('socket', socket);
    for (const send of this.#waiting.splice(0)) {
      send();
    }
  }

  detachSocket(given: unknown): void {
    const socket = given as Socket;
    socket.removeListener?.('close', this.#closed);
    socket._httpMessage = null;
    this.#to.socket = null;
  }

  readonly #closed = (): void => {
    this.#to.destroyed = true;
    this.#to.emit('close');
  };

  destroy(error: unknown): void {
    const to = this.#to;
    if (!to.destroyed) {
      to.destroyed = true;
      to.errored = error;
      to.socket?.destroy?.(error);
    }
  }

  /** The head goes with what is sent first. */
  #send(data: unknown, encoding: string, done?: Done): boolean {
    const { socket } = this.#to;
    if (socket === null) {
      this.#waiting.push(() => this.#send(data, encoding, done));
      return false;
    }
    if (this.#headSent) {
      return socket.write(data, encoding, done);
    }
    this.#headSent = true;
    const head = this.#to._header ?? '';
    if (typeof data === 'string' && /^(?:utf-?8|latin1|binary)$/i.test(encoding)) {
      return socket.write(head + data, encoding, done);
    }
    socket.write(head, 'latin1');
    return socket.write(data, encoding, done);
  }
}

interface Asked {
  readonly method?: string;
  readonly httpVersionMajor?: number;
  readonly httpVersionMinor?: number;
  readonly headers?: { readonly te?: string };
}

/** Also called without `new`, on what is to become one. */
export function ServerResponse(this: object, req: Asked): void {
  if (!Response.goesElsewhere(this, new Written(this as Made))) {
    return;
  }
  const old = (req.httpVersionMajor as number) < 1 || (req.httpVersionMinor as number) < 1;
  give(this, {
    ...{ req, socket: null, _header: null, _hasBody: req.method !== 'HEAD', _contentLength: null, chunkedEncoding: false },
    ...{ destroyed: false, errored: null, finished: false, sendDate: true, shouldKeepAlive: !old, statusMessage: undefined, writable: true },
    useChunkedEncodingByDefault: !old || /(?:^|\W)chunked(?:$|\W)/i.test(req.headers?.te ?? ''),
  } satisfies Omit<Made, '_implicitHeader' | 'emit' | 'once'>);
}

interface Connection {
  readonly readableHighWaterMark?: number;
}

/** Likewise. */
export function IncomingMessage(this: object, socket?: Connection): void {
  Readable.call(this, { autoDestroy: false, highWaterMark: socket?.readableHighWaterMark });
  give(this, {
    ...{ socket, client: socket, httpVersionMajor: null, httpVersionMinor: null, httpVersion: null, complete: false, headers: {}, rawHeaders: [], trailers: {}, rawTrailers: [] },
    ...{ aborted: false, upgrade: null, url: '', method: null, statusCode: null, statusMessage: null },
  });
}

const isInstance = Function.prototype[Symbol.hasInstance] as (this: unknown, value: unknown) => boolean;

for (const [made, internal] of [
  [ServerResponse, Response],
  [IncomingMessage, Request],
] as const) {
  // What exchanges have is of the same kinds: who alters a prototype alters theirs.
  made.prototype = internal.prototype;
  Object.defineProperty(internal.prototype, 'constructor', { value: made, writable: true, configurable: true, enumerable: false });
}

// What comes of a call is one as well, as in Node.
Object.defineProperty(IncomingMessage, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return Reflect.apply(isInstance, this, [value]) || (this === IncomingMessage && value instanceof Answer);
  },
});

// A style whose handlers get others has not done it.
if (!('on' in Request.prototype)) {
  readFrom(Readable);
}
if (!('on' in Response.prototype)) {
  emitThrough(EventEmitter);
}
