import { callBytes } from '../../host/host';
import { field } from '../../host/local';
import { bytesSteps, isFile, mimeTypeOf } from '../files/node';
import { now } from '../steps';

/** A body as it leaves, and its type. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** What a file of any kind can be asked. */
interface FileLike {
  readonly name?: string;
  readonly contentType?: string;
  readonly bytes?: () => Uint8Array;
  readonly getName?: () => string;
  readonly getMimeType?: () => string;
}

const encoder = new TextEncoder();
const FORM = 'application/x-www-form-urlencoded';

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+');
}

/** Names and values of what is given as data; arrays repeat their name, what is not there is left out. */
function pairs(data: unknown): [string, string][] {
  if (typeof data !== 'object' || data === null) {
    throw new TypeError(`Requester: data: ${data === null ? 'null' : typeof data} (expected: an object)`);
  }
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(data)) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value as unknown]) {
      if (each !== undefined && each !== null) {
        found.push([name, typeof each === 'object' ? JSON.stringify(each) : String(each)]);
      }
    }
  }
  return found;
}

/** Data as a query string or a form. */
export function formText(data: unknown): string {
  return typeof data === 'string' ? data : pairs(data).map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

const quoted = (text: string): string => text.replace(/[\r\n"]/g, (each) => (each === '"' ? '%22' : each === '\r' ? '%0D' : '%0A'));

function fileOf(name: string, file: unknown): { name: string; type: string; bytes: Uint8Array } {
  if (isFile(file)) {
    return { name: file.getName(), type: mimeTypeOf(file), bytes: now(bytesSteps(file)) };
  }
  const like = file as FileLike | null;
  if (typeof like?.bytes !== 'function') {
    throw new TypeError(`Requester: files.${name}: ${file === null ? 'null' : typeof file} (expected: a file, such as an upload)`);
  }
  const type = like.contentType ?? like.getMimeType?.() ?? 'application/octet-stream';
  return { name: String(like.name ?? like.getName?.() ?? name), type: field(type).replace(/[\r\n]/g, ''), bytes: like.bytes() };
}

function multipart(data: unknown, files: unknown): Sent {
  const boundary = `annex-${Array.from(callBytes('random', '16'), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const parts: Uint8Array[] = [];
  const head = (name: string, more: string): void => {
    parts.push(encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${more}\r\n\r\n`));
  };
  for (const [name, value] of data === undefined || data === null ? [] : pairs(data)) {
    head(name, '');
    parts.push(encoder.encode(`${value}\r\n`));
  }
  for (const [name, given] of Object.entries((files ?? {}) as Record<string, unknown>)) {
    for (const each of Array.isArray(given) ? (given as unknown[]) : [given]) {
      const file = fileOf(name, each);
      head(name, `; filename="${quoted(file.name)}"\r\nContent-Type: ${file.type}`);
      parts.push(file.bytes, encoder.encode('\r\n'));
    }
  }
  parts.push(encoder.encode(`--${boundary}--\r\n`));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, type: `multipart/form-data; boundary=${boundary}` };
}

/** The body that options describe; undefined for none. */
export function bodyOf(contentType: unknown, data: unknown, files: unknown): Sent | undefined {
  const type = contentType === undefined || contentType === null ? FORM : String(contentType);
  const bare = type.split(';', 1)[0]?.trim().toLowerCase();
  if (bare === 'multipart/form-data') {
    return multipart(data, files);
  }
  if (data === undefined || data === null) {
    return undefined;
  }
  if (bare === FORM) {
    return { bytes: encoder.encode(formText(data)), type: FORM };
  }
  if (bare === 'application/json' || bare?.endsWith('+json') === true) {
    return { bytes: encoder.encode(typeof data === 'string' ? data : JSON.stringify(data)), type };
  }
  if (bare?.startsWith('text/') === true || typeof data === 'string') {
    return { bytes: encoder.encode(typeof data === 'object' ? JSON.stringify(data) : String(data)), type: /charset/i.test(type) ? type : `${type}; charset=UTF-8` };
  }
  throw new TypeError(`Requester: contentType: '${type}' (expected: ${FORM}, text/plain, application/json or multipart/form-data)`);
}
