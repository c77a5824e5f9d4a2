import { typeOfFile } from '../../http/headers';
import { DownloadedFile } from '../../http/downloads';
import { parse } from '../../host/primordials';
import { parseXml, xmlAsData } from './xml';
import type { Whole } from './calling';

/** Fields by their names in lower case, and as they are usually written. */
export function headersOf(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const parts = lines === '' ? [] : lines.split('\n');
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [name, value] = [parts[i] as string, parts[i + 1] as string];
    if (name !== '__proto__') {
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
    }
  }
  for (const [name, value] of Object.entries(headers)) {
    const usual = name.replace(/(^|-)([a-z])/g, (_all, dash: string, letter: string) => dash + letter.toUpperCase());
    if (usual !== name) {
      Object.defineProperty(headers, usual, { value, configurable: true });
    }
  }
  return headers;
}

function charset(headers: Record<string, string>, otherwise: unknown): string {
  const named = /charset\s*=\s*"?([^";\s]{1,40})/i.exec(headers['content-type'] ?? '')?.[1];
  return named ?? (typeof otherwise === 'string' && otherwise !== '' ? otherwise : 'utf-8');
}

/** The body as text, in the charset that it says. */
export function textOf({ body }: Whole, headers: Record<string, string>, otherwise: unknown): string {
  if (typeof body === 'string') {
    return body;
  }
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset(headers, otherwise));
  } catch {
    decoder = new TextDecoder('utf-8');
  }
  return decoder.decode(body);
}

function fileOf({ body }: Whole, headers: Record<string, string>, url: string): DownloadedFile {
  const given = /filename\s*=\s*"?([^";]{1,200})/i.exec(headers['content-disposition'] ?? '')?.[1];
  const last = (given ?? url.replace(/[?#].*$/, '').replace(/^[^/]*\/\/[^/]*/, '')).split(/[/\\]/).at(-1)?.trim() ?? '';
  const name = last === '' || last === '.' || last === '..' ? 'file' : last;
  const type = headers['content-type'] ?? typeOfFile(name) ?? 'application/octet-stream';
  return new DownloadedFile(name, type, typeof body === 'string' ? new TextEncoder().encode(body) : body);
}

const EMPTY = new Set([204, 205, 304]);

/** What `done` is given; throws where the body is not what was asked for. */
export function resultOf(answer: Whole, method: string, url: string, options: { dataType?: unknown; fallbackCharset?: unknown }): unknown {
  const headers = headersOf(answer.headers);
  const type = options.dataType ?? 'json';
  if (method === 'HEAD' || EMPTY.has(answer.status)) {
    return null;
  }
  switch (type) {
    case 'json':
      return parse(textOf(answer, headers, options.fallbackCharset));
    case 'text':
      return textOf(answer, headers, options.fallbackCharset);
    case 'xml': {
      const element = parseXml(textOf(answer, headers, options.fallbackCharset));
      return { [element[0]]: xmlAsData(element) };
    }
    case 'file':
      return fileOf(answer, headers, url);
    default:
      throw new TypeError(`Requester: dataType: '${String(type)}' (expected: json, text, xml or file)`);
  }
}
