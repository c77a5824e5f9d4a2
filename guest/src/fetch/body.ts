import { AnswerBody, joined, type Body } from './calls';
import { here, placedLater } from './place';
import { isStream, partsOf, partsOfIterable, streams, type ByteStream } from './streams';
import type { Headers } from './headers';
import type * as Multipart from '@remix-run/multipart-parser';

const { TextEncoder, TextDecoder, URLSearchParams } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new () => { decode(bytes: Uint8Array): string };
  URLSearchParams: new (text?: string) => Iterable<[string, string]>;
};

export interface BlobLike {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): ByteStream;
}

/** Blob, File and FormData from npm, evaluated when somebody first asks for one. */
export function forms(): {
  FormData: new () => { append(name: string, value: unknown): void };
  Blob: new (parts: unknown[], options?: { type?: string }) => BlobLike;
  File: new (parts: unknown[], name: string, options: { type: string }) => unknown;
  formDataToBlob: (form: object) => BlobLike;
} {
  const { default: Blob } = require('fetch-blob') as { default: { prototype: BlobLike } };
  if (!('bytes' in Blob.prototype)) {
    Object.defineProperty(Blob.prototype, 'bytes', { value: bytesOfBlob, writable: true, configurable: true, enumerable: true });
    const type = Object.getOwnPropertyDescriptor(Blob.prototype, 'type')?.get as () => string;
    Object.defineProperty(Blob.prototype, 'type', { get: lowerCase(type), configurable: true, enumerable: true });
  }
  return { ...(require('formdata-polyfill/esm.min.js') as object), Blob } as unknown as ReturnType<typeof forms>;
}

/** What the package lacks of the file API, section 3.3. */
const { bytes: bytesOfBlob } = {
  async bytes(this: BlobLike): Promise<Uint8Array> {
    return new Uint8Array(await this.arrayBuffer());
  },
};

function lowerCase(getter: () => string): () => string {
  return function (this: unknown) {
    return (Reflect.apply(getter, this, []) as string).toLowerCase();
  };
}

function tag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** A body and the type that it gives to a message without one. */
interface Extracted {
  readonly content: Uint8Array | AnswerBody | ByteStream | AsyncIterable<unknown> | BlobLike | undefined;
  readonly type: string | undefined;
}

/** What a caller may give as a body: fetch standard, section 5.2, and Node's readable streams. */
export function extract(value: unknown): Extracted {
  if (value === undefined || value === null) {
    return { content: undefined, type: undefined };
  }
  if (typeof value === 'object') {
    if (value instanceof AnswerBody || isStream(value)) {
      return { content: value, type: undefined };
    }
    if (ArrayBuffer.isView(value)) {
      // A copy: the caller may go on writing.
      const { buffer, byteOffset, byteLength } = value;
      return { content: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength).slice(), type: undefined };
    }
    if (value instanceof ArrayBuffer) {
      return { content: new Uint8Array(value.slice(0)), type: undefined };
    }
    const kind = tag(value);
    if (kind === 'URLSearchParams') {
      return { content: encode(String(value)), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
    }
    if (kind === 'Blob' || kind === 'File') {
      const blob = value as BlobLike;
      return { content: blob, type: blob.type === '' ? undefined : blob.type };
    }
    if (kind === 'FormData') {
      const blob = forms().formDataToBlob(value);
      return { content: blob, type: blob.type };
    }
    if (Symbol.asyncIterator in value) {
      return { content: value as AsyncIterable<unknown>, type: undefined };
    }
  }
  return { content: encode(String(value)), type: 'text/plain;charset=UTF-8' };
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** What Request and Response have in common: fetch standard, section 5.3. */
export abstract class Message {
  #content: Extracted['content'];
  #stream: ByteStream | undefined;
  #used = false;
  /** Whether reading the stream is reading this body, and not a copy's. */
  #alone = true;
  abstract get headers(): Headers;

  constructor(content: Extracted['content']) {
    this.#content = content;
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  /** The body as a web stream; it is made when somebody asks for it. */
  get body(): ByteStream | null {
    const content = this.#content;
    if (content === undefined) {
      return null;
    }
    if (this.#stream === undefined) {
      if (isStream(content)) {
        this.#stream = content;
      } else {
        const parts = partsOfContent(content);
        const own = content instanceof AnswerBody;
        const stream = new (streams().ReadableStream)(
          {
            type: 'bytes',
            pull: async (controller) => {
              this.#used ||= this.#alone;
              let { done, value } = await parts.next();
              // A stream of bytes has no parts without any.
              while (done !== true && value?.byteLength === 0) {
                ({ done, value } = await parts.next());
              }
              if (done === true) {
                controller.close();
                controller.byobRequest?.respond(0);
              } else {
                // What it is given it takes away from whoever has it.
                controller.enqueue(own ? value : (value as Uint8Array).slice());
              }
            },
            cancel: async () => {
              await parts.return?.();
            },
          },
          { highWaterMark: 0 },
        ) as unknown as ByteStream;
        this.#stream = stream;
        this.#content = stream as Extracted['content'];
      }
    }
    return this.#stream ?? null;
  }

  #take(): Extracted['content'] {
    const content = this.#content;
    if (content === undefined) {
      return undefined;
    }
    if (this.#used || this.#stream?.locked === true) {
      throw new TypeError('Body is unusable: it has been read already, or is being read');
    }
    this.#used = true;
    return content;
  }

  async #all(): Promise<Uint8Array> {
    const content = this.#take();
    if (content === undefined) {
      return new Uint8Array(0);
    }
    if (content instanceof Uint8Array) {
      return content;
    }
    if (content instanceof AnswerBody) {
      return content.all();
    }
    const source = partsOfContent(content);
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      parts.push(next.value);
      length += next.value.length;
    }
    return joined(parts, length);
  }

  /** The body for another message, which has it from now on. */
  protected moved(): Extracted['content'] {
    return this.#take();
  }

  /** The body for a call; a message is sent once. */
  sent(): Body {
    const content = this.#take();
    return content === undefined || content instanceof Uint8Array ? content : partsOfContent(content);
  }

  /** Whether the body can be sent again, after a redirect. */
  get repeatable(): boolean {
    return this.#content === undefined || this.#content instanceof Uint8Array;
  }

  /** Gives up what was not read. */
  discard(): void {
    const content = this.#content;
    if (content instanceof AnswerBody) {
      content.cancel();
    }
  }

  /** A copy of the body for {@link clone}. */
  protected copied(): Extracted['content'] {
    if (this.#used) {
      throw new TypeError('Body is unusable: it has been read already, or is being read');
    }
    const content = this.#content;
    if (content === undefined || content instanceof Uint8Array) {
      return content;
    }
    this.#alone = false;
    const [mine, other] = (this.body as ByteStream).tee();
    this.#stream = mine;
    this.#content = mine;
    return other;
  }

  #read<T>(finish: (bytes: Uint8Array) => T | Promise<T>): Promise<T> {
    return placedLater(this.#all().then(finish), here());
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#read((bytes) =>
      bytes.byteLength === bytes.buffer.byteLength ? (bytes.buffer as ArrayBuffer) : (bytes.slice().buffer as ArrayBuffer),
    );
  }

  bytes(): Promise<Uint8Array> {
    return this.#read((bytes) => bytes);
  }

  text(): Promise<string> {
    return this.#read(decode);
  }

  json(): Promise<unknown> {
    return this.#read((bytes) => JSON.parse(decode(bytes)) as unknown);
  }

  blob(): Promise<BlobLike> {
    return this.#read((bytes) => new (forms().Blob)([bytes], { type: this.headers.get('content-type') ?? '' }));
  }

  formData(): Promise<unknown> {
    return this.#read((bytes) => {
      const type = this.headers.get('content-type') ?? '';
      const form = new (forms().FormData)();
      if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
        for (const [name, value] of new URLSearchParams(decode(bytes))) {
          form.append(name, value);
        }
      } else if (/^multipart\/form-data\b/i.test(type)) {
        for (const [name, value] of parts(bytes, type)) {
          form.append(name, value);
        }
      } else {
        const expected = 'application/x-www-form-urlencoded or multipart/form-data';
        throw new TypeError(`formData: ${type === '' ? 'no content-type' : type} (expected: ${expected})`);
      }
      return form;
    });
  }
}

/** Fields as text, files as `File`: RFC 7578. What a body may have in all is limited before. */
function* parts(bytes: Uint8Array, type: string): Generator<[name: string, value: unknown]> {
  const { getMultipartBoundary, parseMultipart } = require('@remix-run/multipart-parser') as typeof Multipart;
  const boundary = getMultipartBoundary(type);
  if (boundary === null) {
    throw new TypeError(`formData: ${type} (expected: with a boundary)`);
  }
  const limits = { maxFileSize: Infinity, maxTotalSize: Infinity, maxParts: Infinity };
  try {
    for (const { name, filename, mediaType, bytes: content } of parseMultipart(bytes as Uint8Array<ArrayBuffer>, { boundary, ...limits })) {
      if (name === undefined) {
        throw new TypeError('a part without a name');
      }
      const value = filename === undefined ? decode(content) : new (forms().File)([content], asWritten(filename), { type: mediaType ?? 'text/plain' });
      yield [asWritten(name), value];
    }
  } catch (error) {
    throw new TypeError(`formData: the body is not as its content-type says: ${(error as Error).message}`, { cause: error });
  }
}

/** Senders write three characters of names as their codes: HTML standard, section 4.10.21.8. */
function asWritten(name: string): string {
  return name.replace(/%(22|0[ad])/gi, (code) => decodeURIComponent(code));
}

function partsOfContent(content: NonNullable<Extracted['content']>): AsyncIterator<Uint8Array> {
  if (content instanceof AnswerBody) {
    return {
      async next() {
        const value = await content.read();
        return value === null ? { done: true, value: undefined } : { done: false, value };
      },
      return() {
        content.cancel();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
  if (content instanceof Uint8Array) {
    return partsOfIterable(
      (async function* () {
        yield await Promise.resolve(content);
      })(),
    );
  }
  if (isStream(content)) {
    return partsOf(content);
  }
  return Symbol.asyncIterator in content ? partsOfIterable(content) : partsOf((content as BlobLike).stream());
}
