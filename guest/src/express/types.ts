/** Media types as Express 4 knows them: by the table of the package `send`, which is older than the one of the platform. */

interface Mime {
  lookup(name: string): string;
}

/** What most handlers say, so that the table need not be read for it. */
const COMMON: Readonly<Record<string, string>> = { html: 'text/html', json: 'application/json', txt: 'text/plain', text: 'text/plain', bin: 'application/octet-stream' };

/** The media type of `json`, `.html` or `text/html`; bytes for what is not known. */
export function typeNamed(name: string): string {
  if (name.includes('/')) {
    return name;
  }
  return Object.hasOwn(COMMON, name) ? (COMMON[name] as string) : (require('send') as { mime: Mime }).mime.lookup(name);
}

/** The same without parameters, as `res.format` compares it. */
export function normalizedType(name: string): string {
  return name.includes('/') ? (name.split(/ *; */, 1)[0] as string) : typeNamed(name);
}

/** A content type with the charset that texts have where nothing else is said. */
export function withCharset(type: string): string {
  return /;\s*charset\s*=/.test(type) || !/^text\/|^application\/(?:javascript|json)/.test(type.split(';', 1)[0] as string) ? type : `${type}; charset=utf-8`;
}

interface Parsed {
  parameters: Record<string, string>;
}
interface ContentTypes {
  parse(type: string): Parsed;
  format(parsed: Parsed): string;
}

/** What was asked last; a program says the same few again and again. */
let last = '';
let lastAs = '';

/** A text is sent as UTF-8, whatever was said of it. */
export function withUtf8(type: string): string {
  if (type !== last) {
    const { parse, format } = require('content-type') as ContentTypes;
    const parsed = parse(type);
    parsed.parameters['charset'] = 'utf-8';
    lastAs = format(parsed);
    last = type;
  }
  return lastAs;
}
