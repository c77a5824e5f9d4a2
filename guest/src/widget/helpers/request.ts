import { decode } from '../../fetch/body';
import type { Incoming } from '../../fetch/calls';
import { here, placedLater } from '../../fetch/place';
import { checkMethod, perform, withParams, type Options } from './call';

/** `helper.Request` and the verbs of `helper.Manager`; all of them work when they are taken out of the object. */
export interface RequestHelper {
  call(method: string, url: string, options?: Options): Promise<unknown>;
  doGet(url: string, options?: Options): Promise<unknown>;
  doPost(url: string, options?: Options): Promise<unknown>;
  doDelete(url: string, options?: Options): Promise<unknown>;
  doPut(url: string, options?: Options): Promise<unknown>;
  doPatch(url: string, options?: Options): Promise<unknown>;
}

/** The verbs over a `call`. */
export function verbs(call: RequestHelper['call']): RequestHelper {
  const verb =
    (method: string) =>
    (url: string, options?: Options): Promise<unknown> =>
      call(method, url, options);
  return {
    call,
    doGet: verb('GET'),
    doPost: verb('POST'),
    doDelete: verb('DELETE'),
    doPut: verb('PUT'),
    doPatch: verb('PATCH'),
  };
}

/** An answer's body as JSON, or as the text that it is. */
export async function parsed(answer: Incoming): Promise<unknown> {
  const text = await textOf(answer);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export async function textOf(answer: Incoming): Promise<string> {
  return answer.text ?? decode(await answer.body.all());
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/**
 * Makes `helper.Request`: calls to absolute http and https URLs, within the add-on's grants. Each of its functions resolves with the
 * answer as JSON, or as text where it is none; with `parseResponse: false`, as a Buffer. A status outside of 2xx rejects with an Error
 * that has the status and the received text in its message, and the status as `status`.
 */
export function createRequestHelper(): RequestHelper {
  return verbs((method, url, options) => placedLater(request(method, url, options ?? {}), here()));
}

async function request(method: string, url: string, options: Options): Promise<unknown> {
  const raw = options.parseResponse === false;
  const answer = await perform({
    method: checkMethod(method),
    url: withParams(String(url), options.params),
    options,
    flags: raw ? '' : 't',
    timeout: Number(options.timeout ?? 0),
  });
  if (!isSuccess(answer.status)) {
    const text = await textOf(answer);
    throw Object.assign(new Error(`Status: ${answer.status} ${answer.reason}. Received text: ${text}`), { status: answer.status });
  }
  if (!raw) {
    return parsed(answer);
  }
  const bytes = await answer.body.all();
  const { Buffer } = require('buffer') as { Buffer: { from(buffer: ArrayBufferLike, offset: number, length: number): unknown } };
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
