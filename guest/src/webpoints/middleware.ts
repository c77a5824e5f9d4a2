/** `require('express')`: the middleware that applications of this style use. */
import type { FileOptions } from '../boundary/files';
import { parse as parseJson } from '../boundary/primordials';
import { messageOf } from '../express/request';
import { define } from '../http/fields';
import { parseForm, UploadedFile } from '../http/forms';
import { parseQuery } from '../http/query';
import type { Request } from './request';
import type { Handler } from './routes';
import { staticFiles } from './static';

type Parser = (request: Request, type: string) => unknown;

/** What is no body of a parser's kind. */
const NOT_MINE = Symbol('not mine');

function json(request: Request, type: string): unknown {
  if (type !== 'application/json' && !type.endsWith('+json')) {
    return NOT_MINE;
  }
  const text = messageOf(request).bodyText;
  if (text.trim() === '') {
    return {};
  }
  try {
    return parseJson(text) as unknown;
  } catch (error) {
    throw Object.assign(new Error(`The body is not JSON: ${(error as Error).message}`), { status: 400 });
  }
}

function urlencoded(request: Request, type: string): unknown {
  return type === 'application/x-www-form-urlencoded' ? parseQuery(messageOf(request).bodyText) : NOT_MINE;
}

function multipart(request: Request, type: string): unknown {
  const message = messageOf(request);
  if (type !== 'multipart/form-data' || message.form === '') {
    return NOT_MINE;
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
}

/** A handler that fills `body` by the first parser whose type it is; without one `body` is an empty object. */
function parsing(...parsers: Parser[]): () => Handler {
  return () => (request, _response, next) => {
    if (request.body === undefined) {
      request.body = {};
      const type = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
      for (const parser of request.method === 'GET' || request.method === 'HEAD' ? [] : parsers) {
        const body = parser(request, type);
        if (body !== NOT_MINE) {
          request.body = body;
          break;
        }
      }
    }
    next();
  };
}

/** What is there already: queries and cookies are read when they are asked for. */
const nothing = (): Handler => (_request, _response, next) => {
  next();
};

export const bodyParser = parsing(json, urlencoded, multipart);

export const express = {
  bodyParser,
  json: parsing(json),
  urlencoded: parsing(urlencoded),
  multipart: parsing(multipart),
  query: nothing,
  cookieParser: nothing,
  static: (path: string, options?: FileOptions): Handler => staticFiles(String(path), options),
};
