// Puts fetch and what belongs to it onto the global object.
import { part } from '../host/parts';
import { lazily } from '../runtime/lazily';

const library = (): typeof import('.') => require('.') as typeof import('.');
for (const name of ['fetch', 'Headers', 'Request', 'Response'] as const) {
  lazily(name, () => library()[name]);
}
for (const name of ['Blob', 'File', 'FormData'] as const) {
  lazily(name, () => library().forms()[name]);
}
for (const name of [
  'ReadableByteStreamController',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'TransformStream',
  'TransformStreamDefaultController',
  'WritableStream',
  'WritableStreamDefaultController',
  'WritableStreamDefaultWriter',
  'ByteLengthQueuingStrategy',
  'CountQueuingStrategy',
] as const) {
  lazily(name, () => library().streams()[name]);
}
for (const name of ['CompressionStream', 'DecompressionStream'] as const) {
  lazily(name, () => (part('zlib') as Record<string, unknown>)[name]);
}
