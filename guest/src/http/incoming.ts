/** What all styles read of a request in the same way. */
import type { RequestMessage } from '../boundary/request';
import { plain } from '../host/primordials';
import { define } from './fields';

const NOTHING = new Uint8Array(0);

/** Header fields by their names in lower case; repeated ones are joined, as Node does. */
export function headersOf(message: RequestMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  const lines = message.headers.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    const separator = name === 'cookie' ? '; ' : ', ';
    define(headers, name, Object.hasOwn(headers, name) ? `${headers[name]}${separator}${lines[i + 1]}` : lines[i + 1]);
  }
  return headers;
}

/** The bytes of a body as they came; a text that came as UTF-8 leaves as what it was. Empty for none. */
export function bytesOfBody({ body, bodyKind, bodyText }: RequestMessage): Uint8Array {
  if (body !== undefined) {
    return plain(new Uint8Array(body));
  }
  return bodyKind === 't' ? new TextEncoder().encode(bodyText) : NOTHING;
}

/** The same for add-ons; undefined for a form that the host has taken apart. */
export function rawBody(message: RequestMessage): Uint8Array | undefined {
  if (message.form !== '') {
    return undefined;
  }
  const { buffer, byteOffset, byteLength } = bytesOfBody(message);
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The query string of a request, without its question mark; undefined for none. */
export function queryOf(message: RequestMessage): string | undefined {
  const { target } = message;
  const question = target.indexOf('?');
  return question < 0 ? undefined : target.slice(question + 1);
}

/** The name or address in `Host`, without the port. */
export function hostnameOf(message: RequestMessage): string {
  return message.authority.replace(/:\d+$/, '');
}

/**
 * Lets a handler give any member of a request another value (`req.query = …`): it becomes a property of that request.
 *
 * @param prototype a prototype whose getters read the message
 */
export function allowReplacement(prototype: object): void {
  for (const [name, accessor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (accessor.get !== undefined && accessor.set === undefined) {
      Object.defineProperty(prototype, name, {
        ...accessor,
        set(this: object, value: unknown) {
          Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }
}
