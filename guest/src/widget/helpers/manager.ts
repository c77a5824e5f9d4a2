import { managerUrl } from '../../fetch/calls';
import { here, placedLater } from '../../fetch/place';
import { cookies } from '../../http/headers';
import { checkMethod, headersOf, perform, withParams, type Options } from './call';
import { isSuccess, parsed, verbs, type RequestHelper } from './request';

/** Milliseconds that a call may take where its options do not say. */
const READ_TIME = 10_000;
const WRITE_TIME = 30_000;
const PAGE = 1000;
/** A manager that says of each page that there is more must not keep a worker for ever. */
const MOST_PAGES = 1000;

/** `helper.Manager`: the verbs, and all pages of a list at once. */
export interface ManagerHelper extends RequestHelper {
  doGetFull(url: string, options?: Options): Promise<{ items: unknown[] }>;
}

/**
 * Makes `helper.Manager`: calls to the configured manager, by paths relative to its API. Resolves as `helper.Request` does; a status
 * outside of 2xx rejects with the answer's parsed body, which has the status as `status`.
 */
export function createManagerHelper(): ManagerHelper {
  const all = verbs((method, url, options) => placedLater(call(method, url, options ?? {}), here()));
  return { ...all, doGetFull: (url, options) => placedLater(pages(url, options ?? {}), here()) };
}

async function call(method: string, url: string, options: Options): Promise<unknown> {
  const checked = checkMethod(method);
  const reads = checked === 'GET' || checked === 'DELETE';
  const answer = await perform({
    method: checked,
    url: withParams(`${managerUrl()}/${String(url).replace(/^\/+/, '')}`, options.params),
    options: { ...options, certificate: undefined, headers: withToken(options.headers) },
    flags: 'mt',
    timeout: Number(options.timeout ?? (reads ? READ_TIME : WRITE_TIME)),
  });
  const body = await parsed(answer);
  if (!isSuccess(answer.status)) {
    throw rejection(body, answer.status, answer.reason);
  }
  return body;
}

/** What a handler gives to `next(error)`, whose status is then the manager's. */
function rejection(body: unknown, status: number, reason: string): Error {
  const object = typeof body === 'object' && body !== null && !Array.isArray(body);
  return Object.assign(object ? (body as Error) : new Error(body === '' ? reason : String(body)), { status });
}

/** The console's front end sends the token as a cookie; the manager wants it as a header. */
function withToken(given: Options['headers']): Record<string, string> {
  const headers = headersOf(given);
  const token = cookies(headers.get('cookie') ?? undefined)['XSRF-TOKEN'];
  if (token !== undefined) {
    headers.set('authentication-token', token);
  }
  return Object.fromEntries(headers);
}

async function pages(url: string, options: Options): Promise<{ items: unknown[] }> {
  const items: unknown[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = { ...options.params, _size: PAGE, _offset: items.length };
    const answer = (await call('GET', url, { ...options, params })) as {
      items?: unknown[];
      metadata?: { pagination?: { total?: number } };
    };
    const more = answer.items ?? [];
    for (const item of more) {
      items.push(item);
    }
    if (more.length === 0 || items.length >= (answer.metadata?.pagination?.total ?? 0)) {
      return { items };
    }
  }
  throw new Error(`${url}: more than ${MOST_PAGES} pages of ${PAGE}`);
}
