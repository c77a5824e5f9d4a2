import { log } from '../log/log';
import { warnOfPromise } from '../log/promised';
import { stringify } from '../host/primordials';
import { HTML, JSON_TYPE } from '../express/outgoing';
import { ExpressResponse } from '../express/response';
import { bytesOf } from '../http/bytes';
import type { Operation } from './operation';
import type { Response } from './response';

/** What a handler's result is given to. */
export type Callback = (value?: unknown, status?: number, headers?: Record<string, unknown>) => unknown;

/** The callback of an operation whose application does not make its own. */
export function responseCallback(operation: Operation, response: Response): Callback {
  const { serialize } = operation;
  if (typeof serialize === 'function') {
    return (value) => (serialize as (this: Response, value: unknown) => unknown).call(response, value);
  }
  return (value, status, headers) => {
    if (headers !== undefined && headers !== null) {
      response.set(headers);
    }
    if (status !== undefined && status !== null) {
      response.status(status);
    }
    if (serialize === true && response.statusCode < 300) {
      sendJson(response, value);
    } else {
      sendPlain(response, value);
    }
  };
}

function sendJson(response: Response, value: unknown): void {
  const json = stringify(value) as string | undefined;
  warnOfPromise('callback', value, json);
  if (json === undefined) {
    response.status(204).end();
  } else {
    ExpressResponse.deliver(response, JSON_TYPE, json);
  }
}

function sendPlain(response: Response, value: unknown): void {
  if (typeof value === 'object' ? value !== null : value === true) {
    if (bytesOf(value) !== undefined) {
      response.send(value);
    } else {
      const json = stringify(value);
      warnOfPromise('callback', value, json);
      ExpressResponse.deliver(response, JSON_TYPE, json);
    }
  } else if (typeof value === 'string' || !value) {
    ExpressResponse.deliver(response, HTML, typeof value === 'string' ? value : '');
  } else {
    ExpressResponse.deliver(response, HTML, typeof value === 'function' ? '' : String(value));
  }
}

/** Lets a callback be called once; what comes later is logged. What it throws goes to `failed`, not to the handler. */
export function once(operation: string, callback: Callback, failed: (error: unknown) => void): Callback {
  let called = false;
  return (...args) => {
    if (called) {
      log('warn', `operation ${operation}: its callback was called again, which is ignored`);
      return;
    }
    called = true;
    try {
      callback(...args);
    } catch (error) {
      failed(error);
    }
  };
}
