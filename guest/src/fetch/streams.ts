import { withQuietThen } from '../contexts/context';
import { part } from '../host/parts';

/** Web streams from npm, evaluated when somebody first asks for one. */
type Streams = typeof import('web-streams-polyfill');

let found: Streams | undefined;

export function streams(): Streams {
  return (found ??= withQuietThen(() => part('streams') as Streams));
}

/** A stream of bytes, whoever made it. */
export interface ByteStream {
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason?: unknown): Promise<void>; releaseLock(): void };
  readonly locked: boolean;
  cancel(reason?: unknown): Promise<void>;
  tee(): [ByteStream, ByteStream];
}

export function isStream(value: unknown): value is ByteStream {
  return typeof value === 'object' && value !== null && typeof (value as { getReader?: unknown }).getReader === 'function';
}

function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) {
    return value;
  }
  if (typeof value === 'string') {
    return new TextEncoder().encode(value);
  }
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof ArrayBuffer) {
    return new Uint8Array(value);
  }
  throw new TypeError('A body is made of bytes (expected: chunks of Uint8Array)');
}

/** What a stream gives, part by part. */
export function partsOf(stream: ByteStream): AsyncIterator<Uint8Array> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value: toBytes(value) };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** What an async iterable gives, as Node's streams are. */
export function partsOfIterable(iterable: AsyncIterable<unknown>): AsyncIterator<Uint8Array> {
  const source = iterable[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await source.next();
      return done === true ? { done: true, value: undefined } : { done: false, value: toBytes(value) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
