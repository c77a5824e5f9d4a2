import { log } from '../log/log';
import { stringify } from '../host/primordials';
import { JSON_TYPE, ServerResponse } from '../express/outgoing';
import { mapped } from '../log/stack';
import { serviceOf, type ServiceRequest } from './request';

const UNAVAILABLE = 'The server is temporarily unavailable';

/** The handler has failed, or passed its error on. Only its message is answered, and its status. */
export function fail(response: ServerResponse, error: unknown, thrown: boolean): void {
  const about = mapped(error);
  const number = ServerResponse.number(response);
  if (response.writableEnded) {
    log('error', `after the answer was sent: ${about}`, number);
    return;
  }
  log(thrown ? 'error' : 'warn', about, number);
  const { status, message } = refusalOf(error);
  refuse(response, status, message);
}

/** The handler has passed the request on, and there is nobody else. */
export function pass(request: ServiceRequest, response: ServerResponse): void {
  refuse(response, 404, `${serviceOf(request).toUpperCase()} does not answer this request`);
}

function refuse(response: ServerResponse, status: number, message: unknown): void {
  let body: string;
  try {
    // What JSON leaves out is said in words: each refusal has a message.
    body = stringify({ message: stringify(message) === undefined ? `the service failed with ${String(message)}` : message });
  } catch {
    body = stringify({ message: 'an error that cannot be shown' });
  }
  ServerResponse.replace(response, status, JSON_TYPE, body);
}

function refusalOf(error: unknown): { status: number; message: unknown } {
  try {
    const { status, message } = Object(error) as { status?: unknown; message?: unknown };
    const known = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599 ? status : 404;
    return { status: known, message: known === 500 ? UNAVAILABLE : message || error };
  } catch {
    return { status: 404, message: 'an error that cannot be shown' };
  }
}
