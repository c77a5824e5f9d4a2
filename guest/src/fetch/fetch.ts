import { begin, isLocal, OutboundError, targetOf, type Body, type Incoming, type ParsedUrl } from './calls';
import { decoded } from './codings';
import { Headers, lines } from './headers';
import { here, placed } from './place';
import { fetchLocal } from './local';
import { isRedirect, nextHop } from './redirects';
import { Request, type RequestInit } from './request';
import { Response } from './response';

const MOST_REDIRECTS = 20;

/**
 * The fetch standard's `fetch`, section 5.6, for a server: no cookies are kept, no page's origin is compared. A call that cannot be made
 * rejects with a TypeError whose message says why (a missing grant among it) and whose `cause` has a `code`.
 */
export function fetch(input: unknown, init?: RequestInit): Promise<Response> {
  const place = here();
  return run(input, init).catch((error: unknown) => {
    throw placed(error instanceof OutboundError ? failed(error) : error, place);
  });
}

function failed(error: OutboundError): TypeError {
  return new TypeError(`fetch failed: ${error.message}`, { cause: error });
}

async function run(input: unknown, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const headers = new Headers(request.headers);
  if (!headers.has('accept')) {
    headers.set('accept', '*/*');
  }
  if (!headers.has('user-agent')) {
    headers.set('user-agent', 'Annex');
  }
  let url = request.parsedUrl;
  let { method } = request;
  if (isLocal(url.protocol)) {
    request.given?.throwIfAborted();
    return fetchLocal(url.href, method, headers.get('range'));
  }
  const { repeatable } = request;
  let body: Body = request.sent();
  for (let redirects = 0; ; redirects++) {
    const answer = await hop(url, method, headers, body, request.given);
    const location = isRedirect(answer.status) && request.redirect !== 'manual' ? Headers.from(answer.headers).get('location') : null;
    if (location === null) {
      const received = Headers.from(answer.headers);
      return Response.answered(answer.status, answer.reason, received, method === 'HEAD' ? answer.body : decoded(received, answer.body), url.href, redirects > 0);
    }
    answer.body.cancel();
    if (request.redirect === 'error') {
      throw new TypeError(`fetch failed: ${url.href} redirects to ${location}, and redirect is 'error'`);
    }
    if (redirects === MOST_REDIRECTS) {
      throw new TypeError(`fetch failed: more than ${MOST_REDIRECTS} redirects`);
    }
    const next = nextHop(answer.status, location, url, method, headers);
    if (!next.bodyless && !repeatable) {
      throw new TypeError(`fetch failed: ${url.href} redirects with status ${answer.status}, and a stream cannot be sent again`);
    }
    if (next.url.username !== '' || next.url.password !== '') {
      throw new TypeError(`fetch failed: ${url.href} redirects to a URL with a user name or password`);
    }
    ({ url, method } = next);
    body = next.bodyless ? undefined : body;
  }
}

async function hop(url: ParsedUrl, method: string, headers: Headers, body: Body, signal: Request['given']): Promise<Incoming> {
  signal?.throwIfAborted();
  const started = begin({ ...targetOf(url), method, headers: lines(headers), body });
  if (signal === undefined) {
    return started.answer;
  }
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      started.cancel();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort);
  });
  try {
    const answer = await Promise.race([started.answer, aborted]);
    // The signal ends the reading of the body as well.
    if (answer.body.isOpen) {
      answer.body.failWith(signal);
    } else {
      signal.removeEventListener('abort', abort);
    }
    return answer;
  } catch (error) {
    signal.removeEventListener('abort', abort);
    started.answer.catch(() => undefined);
    throw error;
  } finally {
    aborted.catch(() => undefined);
  }
}
