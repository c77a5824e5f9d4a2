/** `require('express')`: the middleware that applications of this style use. */
import type * as Multipart from '@remix-run/multipart-parser';
import type { FileOptions } from '../boundary/files';
import { parse as parseJson } from '../host/primordials';
import { messageOf } from '../express/incoming';
import { cookieParser } from './cookies';
import { checkForm, define, parseFields } from '../http/fields';
import { DownloadedFile } from '../http/downloads';
import { parseForm, UploadedFile } from '../http/forms';
import { bytesOfBody } from '../http/incoming';
import { parseQuery } from '../http/query';
import { matches, typeNamed, type Request } from './request';
import { takesParts } from './routes';
import type { Response } from './response';
import type { Handler } from './routes';
import { staticFiles } from './static';

/** What a parser may be told, as Express has it. */
interface ParserOptions {
  /** The types that are its own: `json`, `text/*`, `+json`, several, or a function. */
  readonly type?: string | readonly string[] | ((request: Request) => unknown);
  /** Sees the bytes as they came, before they are parsed; what it throws is answered 403, or with its own `status`. */
  readonly verify?: (request: Request, response: Response, bytes: Uint8Array, charset: string | null) => void;
  /** Most bytes, a number or `100kb`; 413. */
  readonly limit?: number | string;
  /** JSON: objects and arrays alone. */
  readonly strict?: boolean;
  /** Forms: whether names with brackets mean objects and lists; they do unless this is false. */
  readonly extended?: boolean;
  readonly reviver?: (this: unknown, key: string, value: unknown) => unknown;
  /** Texts: where the request names none. */
  readonly defaultCharset?: string;
}

interface Parser {
  readonly type: string | readonly string[];
  /** Whether it is the bytes that it takes, of which a charset says nothing. */
  readonly bytes?: boolean;
  /** The body; undefined where it is none of its kind after all. */
  parse(request: Request, options: ParserOptions): unknown;
}

const json: Parser = {
  type: ['application/json', '+json'],
  parse(request, { strict, reviver }) {
    const text = textOf(request, undefined);
    if (text.trim() === '') {
      return {};
    }
    if (strict === true && !/^[\s]*[[{]/.test(text)) {
      throw refused(400, 'The body is not JSON: it is neither an object nor an array');
    }
    try {
      return reviver === undefined ? parseJson(text) : parseJson(text, reviver);
    } catch (error) {
      throw refused(400, `The body is not JSON: ${(error as Error).message}`);
    }
  },
};

const urlencoded: Parser = {
  type: 'application/x-www-form-urlencoded',
  parse(request, { extended }) {
    const text = textOf(request, undefined);
    checkForm(text);
    return extended === false ? parseFields(text) : parseQuery(text);
  },
};

const multipart: Parser = {
  type: 'multipart/form-data',
  parse(request) {
    const message = messageOf(request);
    if (message.form === '') {
      return parts(request);
    }
    const form = parseForm(message.form);
    const files: Record<string, unknown> = {};
    for (const { field, name, contentType, size, token } of form.files) {
      const file = Object.assign(new UploadedFile(message.number, token, name, contentType, size), { filename: name, type: contentType, length: size });
      const had = Object.hasOwn(files, field) ? files[field] : undefined;
      define(files, field, had === undefined ? file : [had, file].flat());
    }
    request.files = files;
    // As a query, so that names with brackets mean the same everywhere.
    return parseQuery(form.fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'));
  },
};

/** The parts of a form that came as bytes, as other middleware wanted them. */
function parts(request: Request): unknown {
  const { getMultipartBoundary, parseMultipart } = require('@remix-run/multipart-parser') as typeof Multipart;
  const boundary = getMultipartBoundary(request.get('content-type') ?? '');
  if (boundary === null) {
    throw refused(400, 'The form has no boundary');
  }
  const files: Record<string, unknown> = {};
  const fields: string[] = [];
  try {
    for (const part of parseMultipart(bytesOfBody(messageOf(request)) as Uint8Array<ArrayBuffer>, { boundary, maxFileSize: Infinity })) {
      const name = part.name ?? '';
      if (part.filename === undefined) {
        fields.push(`${encodeURIComponent(name)}=${encodeURIComponent(part.text)}`);
      } else {
        const { bytes } = part;
        const type = part.mediaType ?? 'application/octet-stream';
        const file = Object.assign(new DownloadedFile(part.filename, type, bytes), { filename: part.filename, type, length: bytes.length });
        const had = Object.hasOwn(files, name) ? files[name] : undefined;
        define(files, name, had === undefined ? file : [had, file].flat());
      }
    }
  } catch (error) {
    throw refused(400, `The form is broken: ${(error as Error).message}`);
  }
  request.files = files;
  checkForm(fields.join('&'));
  return parseQuery(fields.join('&'));
}

const raw: Parser = { type: 'application/octet-stream', bytes: true, parse: (request) => request.rawBody };

const text: Parser = { type: 'text/plain', parse: (request, { defaultCharset }) => textOf(request, defaultCharset) };

/** The body as text. The host has decoded those that it takes for texts, and refused what it cannot. */
function textOf(request: Request, otherwise: string | undefined): string {
  const message = messageOf(request);
  const named = charsetOf(request);
  const charset = named ?? otherwise ?? 'utf-8';
  if (message.bodyKind === 't' && (named !== undefined || /^utf-?8$/i.test(charset))) {
    return message.bodyText;
  }
  try {
    return new TextDecoder(charset).decode(bytesOfBody(message));
  } catch {
    throw refused(415, `The charset '${charset.slice(0, 40)}' is not known`);
  }
}

function charsetOf(request: Request): string | undefined {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.get('content-type') ?? '')?.[1]?.toLowerCase();
}

function refused(status: number, message: string): Error {
  return Object.assign(new Error(message), { status });
}

/** Requests whose body has been parsed: another parser leaves it alone. */
const parsed = new WeakSet<Request>();

/** A handler that fills `body` by the first parser whose type it is; without one `body` is an empty object. */
function parsing(...parsers: Parser[]): (options?: ParserOptions) => Handler {
  return (given) => {
    const options = given ?? {};
    const most = bytesIn(options.limit);
    return takesParts((request: Request, response: Response, next: () => void) => {
      // What the packages of npm mark in the same way.
      const marked = request as { _body?: boolean };
      if (request.body === undefined || request.body === null) {
        request.body = {};
      }
      if (!parsed.has(request) && marked._body !== true && request.method !== 'GET' && request.method !== 'HEAD') {
        const parser = parsers.find(({ type }) => isOf(request, options.type ?? type));
        if (parser !== undefined) {
          check(request, response, options, parser.bytes === true, most);
          const body = messageOf(request).bodyKind === '-' && parser.bytes === true ? undefined : parser.parse(request, options);
          if (body !== undefined) {
            parsed.add(request);
            marked._body = true;
            request.body = body;
          }
        }
      }
      next();
    });
  };
}

function check(request: Request, response: Response, { verify }: ParserOptions, bytes: boolean, most: number): void {
  if (verify === undefined && most === Infinity) {
    return;
  }
  const body = request.rawBody;
  if (body === undefined) {
    return;
  }
  if (body.length > most) {
    throw refused(413, `The body is larger than ${most} bytes`);
  }
  try {
    verify?.(request, response, body, bytes ? null : (charsetOf(request) ?? 'utf-8'));
  } catch (error) {
    const { status, statusCode } = Object(error) as { status?: number; statusCode?: number };
    throw refused(status ?? statusCode ?? 403, error instanceof Error ? error.message : String(error));
  }
}

/** Whether a request's body is of one of these types. */
function isOf(request: Request, types: NonNullable<ParserOptions['type']>): boolean {
  if (typeof types === 'function') {
    return Boolean(types(request));
  }
  const own = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return own !== '' && [types].flat().some((each) => (String(each).startsWith('+') ? own.endsWith(String(each)) : matches(typeNamed(each), own)));
}

/** Bytes of a number or a text such as `100kb`. */
function bytesIn(limit: number | string | undefined): number {
  if (limit === undefined || typeof limit === 'number') {
    return limit ?? Infinity;
  }
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*$/i.exec(limit) ?? [];
  if (number === undefined) {
    throw new TypeError(`bodyParser: limit: '${limit}' (expected: a number of bytes, or a text such as '100kb')`);
  }
  return Math.floor(Number(number) * 1024 ** ['b', 'kb', 'mb', 'gb'].indexOf((unit ?? 'b').toLowerCase()));
}

/** What is there already: queries are read when they are asked for. */
const nothing = (): Handler => (_request, _response, next) => {
  next();
};

export const bodyParser = parsing(json, urlencoded, multipart);

export const express = {
  bodyParser,
  json: parsing(json),
  urlencoded: parsing(urlencoded),
  multipart: parsing(multipart),
  raw: parsing(raw),
  text: parsing(text),
  query: nothing,
  cookieParser,
  static: (path: string, options?: FileOptions): Handler => staticFiles(String(path), options),
};

/** What Express once had in it and npm has; whoever asks is told so where they ask. */
const APART: Readonly<Record<string, string>> = {
  compress: 'compression',
  cookieSession: 'cookie-session',
  csrf: 'csurf',
  directory: 'serve-index',
  errorHandler: 'errorhandler',
  favicon: 'serve-favicon',
  logger: 'morgan',
  methodOverride: 'method-override',
  responseTime: 'response-time',
  session: 'express-session',
  timeout: 'connect-timeout',
  vhost: 'vhost',
};

/** The same object, of which these names are errors that say where they are. */
export function withoutOthers<E extends object>(given: E): E {
  for (const [name, packaged] of Object.entries(APART)) {
    Object.defineProperty(given, name, {
      configurable: true,
      get(): never {
        throw new Error(`express.${name}: it is a package of its own (expected: require('${packaged}'), in the add-on's node_modules)`);
      },
    });
  }
  return given;
}
