import type { AnswerBody } from './calls';
import type { Headers } from './headers';
import { streams, type ByteStream } from './streams';

/** What compression streams call the codings of HTTP. */
const FORMATS: Readonly<Record<string, string>> = { br: 'brotli', deflate: 'deflate', gzip: 'gzip', 'x-gzip': 'gzip' };
/** More of them are nobody's but an attacker's. */
const MOST_CODINGS = 5;

interface Pipes {
  pipeThrough(pair: object): Pipes;
}

/**
 * An answer's body without the codings that the host has left on it, which are those that it does not ask for; the headers then say nothing of
 * them. A coding that nobody knows stays as it is.
 */
export function decoded(headers: Headers, body: AnswerBody): AnswerBody | ByteStream {
  const said = headers.get('content-encoding');
  if (said === null || body.isEmpty) {
    return body;
  }
  const codings = said
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'identity');
  const formats = codings.map((each) => (Object.hasOwn(FORMATS, each) ? FORMATS[each] : undefined));
  if (formats.length === 0 || formats.includes(undefined)) {
    return body;
  }
  if (formats.length > MOST_CODINGS) {
    body.cancel();
    throw new TypeError(`fetch failed: the answer has ${formats.length} content codings (expected: at most ${MOST_CODINGS})`);
  }
  const { DecompressionStream } = globalThis as unknown as { DecompressionStream: new (format: string) => object };
  let stream = new (streams().ReadableStream)<Uint8Array>(
    {
      async pull(controller) {
        const part = await body.read();
        if (part === null) {
          controller.close();
        } else {
          controller.enqueue(part);
        }
      },
      cancel() {
        body.cancel();
      },
    },
    { highWaterMark: 0 },
  ) as unknown as Pipes;
  for (const format of formats.reverse()) {
    stream = stream.pipeThrough(new DecompressionStream(format as string));
  }
  headers.delete('content-encoding');
  headers.delete('content-length');
  return stream as unknown as ByteStream;
}
