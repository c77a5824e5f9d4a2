/** Node's `http` and `https`: the client, and of servers what packages need to load. */
import { agents, globalAgents } from './agent';
import { absent, coded, invalidType } from './errors';
import { part } from '../host/parts';
import { IncomingMessage, ServerResponse } from './made';
import { ClientRequest, type RequestOptions } from './request';

const EventEmitter = require('events') as { call(self: object): void; prototype: object };
const about = require('http') as Record<string, unknown>;

type Listener = (...args: any[]) => void;

const { urlToHttpOptions } = (part('node') as { url: { urlToHttpOptions(url: object): object } }).url;

const { URL } = globalThis as unknown as { URL: new (url: string) => object };

function optionsOf(given: unknown, more: unknown): RequestOptions {
  let options: object;
  if (typeof given === 'string') {
    let url: object;
    try {
      url = new URL(given);
    } catch {
      throw coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL', { input: given });
    }
    options = urlToHttpOptions(url);
  } else if (given instanceof URL) {
    options = urlToHttpOptions(given);
  } else {
    options = { ...(given as object) };
  }
  return typeof more === 'object' && more !== null ? { ...options, ...more } : options;
}

function client(secure: boolean): { request: (...given: unknown[]) => ClientRequest; get: (...given: unknown[]) => ClientRequest } {
  const request = (given: unknown, options?: unknown, callback?: unknown): ClientRequest => {
    // Only behind a URL come options.
    const only = typeof given !== 'string' && !(given instanceof URL);
    const last = (only || typeof options === 'function' ? options : callback) as Listener | null | undefined;
    return new ClientRequest(optionsOf(given, only ? undefined : options), secure, last ?? undefined);
  };
  const get = (given: unknown, options?: unknown, callback?: unknown): ClientRequest => {
    const made = request(given, options, callback);
    made.end();
    return made;
  };
  return { request, get };
}

const LISTENS =
  'no port, as the host listens, and calls the routes that the add-on registers in the way of its style, such as router.get(path, handler) in a RESTApp; an application of Express, Koa or fastify can be asked from there, as by app.inject(…)';

/** A server is the host itself: one of an add-on's own is there to be told of, and does not listen. */
function serverClass(module: string): (...given: unknown[]) => unknown {
  const Server = function (this: object | undefined, ...given: unknown[]): unknown {
    if (!(this instanceof (Server as unknown as new () => object))) {
      return new (Server as unknown as new (...args: unknown[]) => object)(...given);
    }
    EventEmitter.call(this);
    const listener = given.find((each) => typeof each === 'function');
    if (listener !== undefined) {
      (this as { on(event: string, listener: unknown): void }).on('request', listener);
    }
    return Object.assign(this, { timeout: 0, headersTimeout: 60000, requestTimeout: 300000, keepAliveTimeout: 5000, maxHeadersCount: null, listening: false });
  };
  Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
  Object.assign(Server.prototype, {
    listen: absent(`${module}.Server.listen`, LISTENS),
    close(this: object, callback?: Listener): object {
      if (callback !== undefined) {
        queueMicrotask(() => {
          callback(coded(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.'));
        });
      }
      return this;
    },
    address: () => null,
    setTimeout(this: object): object {
      return this;
    },
    closeAllConnections: (): void => undefined,
    closeIdleConnections: (): void => undefined,
    ref(this: object): object {
      return this;
    },
    unref(this: object): object {
      return this;
    },
  });
  return Server;
}

declare function queueMicrotask(callback: () => void): void;

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;

function validateHeaderName(name: unknown, label = 'Header name'): void {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `${label} must be a valid HTTP token ["${String(name)}"]`);
  }
}

function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) {
    throw coded(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "undefined" for header "${name}"`);
  }
  if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value))) {
    throw coded(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`);
  }
}

function module(secure: boolean): Record<string, unknown> {
  const name = secure ? 'https' : 'http';
  const Server = serverClass(name);
  const Request = function (given: unknown, callback?: Listener): ClientRequest {
    return new ClientRequest(optionsOf(given, undefined), secure, callback);
  };
  Request.prototype = ClientRequest.prototype;
  return {
    Agent: agents[name],
    globalAgent: globalAgents[name],
    Server,
    createServer: (...given: unknown[]): unknown => new (Server as unknown as new (...args: unknown[]) => object)(...given),
    ...client(secure),
    ...(secure ? {} : { ClientRequest: Request }),
  };
}

export const http: Record<string, unknown> = {
  ...about,
  IncomingMessage,
  OutgoingMessage: ServerResponse,
  ServerResponse,
  ...module(false),
  validateHeaderName,
  validateHeaderValue,
  setMaxIdleHTTPParsers: (max: unknown): void => {
    if (typeof max !== 'number') {
      throw invalidType('max', 'of type number', max);
    }
  },
  setGlobalProxyFromEnv: absent('http.setGlobalProxyFromEnv', "the operator's configuration"),
};

export const https = module(true);
