import { OutboundError, parseUrl, targetOf, type ParsedUrl } from '../../fetch/calls';
import { Headers, lines } from '../../fetch/headers';
import { here, placedLater } from '../../fetch/place';
import { isRedirect, nextHop } from '../../fetch/redirects';
import { base64 } from '../../host/base64';
import { headersOf, resultOf, textOf } from './answer';
import { bodyOf, formText } from './body';
import { later, now, timeLeft, type Steps, type Whole } from './calling';

/** Status codes of what was not answered. */
const TIMED_OUT = 1000;
const EXHAUSTED = 1001;
const FAILED = -1;

const MOST_REDIRECTS = 20;
const MOST_RETRIES = 6;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head'] as const;

interface Options {
  readonly data?: unknown;
  readonly contentType?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly username?: unknown;
  readonly password?: unknown;
  readonly preemptiveAuthentication?: unknown;
  readonly files?: unknown;
  readonly retry?: unknown;
  readonly retryCount?: unknown;
  readonly dataType?: unknown;
  readonly fallbackCharset?: unknown;
  readonly deleteOptions?: { readonly sendDataAsBody?: unknown };
  readonly timeout?: unknown;
}

/** What a call that failed says of itself. */
export interface FailedStatus {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

type Outcome =
  | { readonly ok: true; readonly result: unknown; readonly statusCode: number; readonly headers: Record<string, string> }
  | { readonly ok: false; readonly message: string; readonly status: FailedStatus };

function failed(message: string, statusCode: number, answer?: Whole, body = ''): Outcome {
  return { ok: false, message, status: { statusCode, statusMessage: answer?.reason ?? message, body, headers: answer === undefined ? {} : headersOf(answer.headers) } };
}

function withoutAnswer(error: unknown): Outcome {
  const { code, message } = error as OutboundError;
  const status = code === 'ETIMEDOUT' ? TIMED_OUT : code === 'ELIMIT' && message.includes('(limits.calls)') ? EXHAUSTED : FAILED;
  return failed(message, status);
}

function basic({ username, password }: Options): string {
  return `Basic ${base64(new TextEncoder().encode(`${String(username ?? '')}:${String(password ?? '')}`))}`;
}

/** Milliseconds for one call: what is asked for, but no longer than somebody is there to hear of its end. */
function timeOf({ timeout }: Options): number {
  const asked = Number(timeout);
  const left = timeLeft();
  return asked > 0 && asked < left ? Math.ceil(asked) : left;
}

function pauseBefore(attempt: number, answer: Whole): number {
  const asked = Number(headersOf(answer.headers)['retry-after']);
  return asked >= 0 && asked * 1000 <= LONGEST_PAUSE ? asked * 1000 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
}

/** One call with all that follows from its options: redirects, retries, a question for a password. */
function* steps(method: string, address: string, options: Options): Steps<Outcome> {
  const asQuery = method === 'GET' || method === 'HEAD' || (method === 'DELETE' && options.deleteOptions?.sendDataAsBody !== true);
  const first = parseUrl(asQuery ? withQuery(address, options.data) : address);
  const headers = new Headers();
  const sent = asQuery ? undefined : bodyOf(options.contentType, options.data, options.files);
  if (sent !== undefined) {
    headers.set('content-type', sent.type);
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // With the boundary that the body has.
    if (value !== undefined && value !== null && !(name.toLowerCase() === 'content-type' && sent?.type.startsWith('multipart/') === true)) {
      headers.set(name, String(value));
    }
  }
  if (!headers.has('accept')) {
    headers.set('accept', '*/*');
  }
  const hasLogin = options.username !== undefined && options.username !== null;
  if (hasLogin && options.preemptiveAuthentication === true) {
    headers.set('authorization', basic(options));
  }
  // Only what can be nothing but UTF-8 may be decoded by the host.
  const flags = (options.dataType ?? 'json') !== 'file' && options.fallbackCharset === undefined ? 't' : '';
  const retries = options.retry === true ? Math.min(MOST_RETRIES, Math.max(1, Math.trunc(Number(options.retryCount ?? 1)) || 1)) : 0;
  let url: ParsedUrl = first;
  let redirects = 0;
  let retried = 0;
  for (;;) {
    const outgoing = { ...targetOf(url), method, headers: lines(headers), body: sent?.bytes, timeout: timeOf(options), flags };
    const answer = (yield { outgoing }) as Whole;
    const { status } = answer;
    const location = isRedirect(status) && (method === 'GET' || method === 'HEAD') ? headersOf(answer.headers)['location'] : undefined;
    if (location !== undefined) {
      if (redirects++ === MOST_REDIRECTS) {
        return failed(`more than ${MOST_REDIRECTS} redirects`, FAILED, answer);
      }
      ({ url } = nextHop(status, location, url, method, headers));
    } else if (status === 401 && hasLogin && !headers.has('authorization') && url.origin === first.origin && /\bbasic\b/i.test(headersOf(answer.headers)['www-authenticate'] ?? '')) {
      headers.set('authorization', basic(options));
    } else if ((status === 429 || status === 503) && retried < retries && pauseBefore(retried, answer) < timeLeft()) {
      yield { pause: pauseBefore(retried++, answer) };
    } else {
      return outcome(answer, method, url.href, options);
    }
  }
}

function withQuery(url: string, data: unknown): string {
  const query = data === undefined || data === null ? '' : formText(data);
  if (query === '') {
    return url;
  }
  const [, before = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  return `${before}${!before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&'}${query}${fragment}`;
}

function outcome(answer: Whole, method: string, url: string, options: Options): Outcome {
  const { status, reason } = answer;
  const headers = headersOf(answer.headers);
  if (status < 200 || status > 299) {
    return failed(`${status} ${reason}`.trim(), status, answer, textOf(answer, headers, options.fallbackCharset));
  }
  try {
    return { ok: true, result: resultOf(answer, method, url, options), statusCode: status, headers };
  } catch (error) {
    return failed(`The answer is not ${String(options.dataType ?? 'json')}: ${(error as Error).message}`, status, answer, textOf(answer, headers, options.fallbackCharset));
  }
}

/** The steps, with whatever goes wrong as an outcome: a mistake of the author's too, as on the platform. */
function* settledSteps(method: string, url: unknown, options: unknown): Steps<Outcome> {
  if (options !== undefined && options !== null && typeof options !== 'object') {
    throw new TypeError(`Requester.${method.toLowerCase()}: options: ${typeof options} (expected: an object)`);
  }
  try {
    return yield* steps(method, String(url), (options ?? {}) as Options);
  } catch (error) {
    return withoutAnswer(error);
  }
}

/** A call that failed, for those who await. */
export class RequesterError extends Error implements FailedStatus {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly body: string;
  readonly headers: Record<string, string>;

  constructor(message: string, status: FailedStatus) {
    super(message);
    ({ statusCode: this.statusCode, statusMessage: this.statusMessage, body: this.body, headers: this.headers } = status);
  }
}

async function settled(method: string, url: unknown, options: unknown): Promise<object> {
  const found = await later(settledSteps(method, url, options));
  if (found.ok) {
    const { result, statusCode, headers } = found;
    return { result, statusCode, headers };
  }
  throw new RequesterError(found.message, found.status);
}

type Done = (result: unknown, statusCode: number, headers: Record<string, string>) => unknown;
type Fail = (message: string, status: FailedStatus) => unknown;

/** `get`, `put`, … of a requester or of a chain, each with a form that is awaited. */
function methods(): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const name of METHODS) {
    const method = name.toUpperCase();
    all[name] = (url: unknown, options?: unknown) => chain(now(settledSteps(method, url, options)));
    all[`${name}Async`] = (url: unknown, options?: unknown) => placedLater(settled(method, url, options), here());
  }
  return all;
}

/** What a call gives: it has its outcome already. */
function chain(found: Outcome): object {
  const self: Record<string, unknown> = {
    ...methods(),
    done: (callback: unknown) => {
      if (found.ok && typeof callback === 'function') {
        (callback as Done)(found.result, found.statusCode, found.headers);
      }
      return self;
    },
    fail: (callback: unknown) => {
      if (!found.ok && typeof callback === 'function') {
        (callback as Fail)(found.message, found.status);
      }
      return self;
    },
  };
  return self;
}

let module: object | undefined;

/** `require('Requester')`, and `require('annex/requester')` in every style. */
export function requester(): object {
  return (module ??= Object.freeze(methods()));
}
