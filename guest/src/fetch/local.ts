import { part } from '../host/parts';
import { blobAt } from '../web/object-urls';
import type { BlobLike } from './body';
import { Headers } from './headers';
import { Response } from './response';

interface DataUrl {
  readonly mimeType: { toString(): string };
  readonly body: Uint8Array;
}

/** What `data:` and `blob:` URLs hold: fetch standard, section 4.2. No call is made, and none needs to be granted. */
export function fetchLocal(href: string, method: string, range: string | null): Response {
  if (href.startsWith('data:')) {
    const found = (part('dataurl') as { parse(url: string): DataUrl | null }).parse(href);
    if (found === null) {
      throw new TypeError('fetch failed: the data: URL has no comma, or its base64 is none');
    }
    return Response.local(found.body, new Headers({ 'content-type': String(found.mimeType) }), href);
  }
  const blob = blobAt(href) as (BlobLike & { slice(start: number, end: number, type: string): BlobLike }) | undefined;
  if (blob === undefined || method !== 'GET') {
    throw new TypeError(`fetch failed: ${href} ${blob === undefined ? 'is no URL of a blob (any more)' : `with ${method} (expected: GET)`}`);
  }
  if (range === null) {
    return Response.local(blob, new Headers({ 'content-length': String(blob.size), 'content-type': blob.type }), href);
  }
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = from === '' ? Math.max(0, blob.size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? blob.size : Math.min(blob.size, Number(to) + 1);
  if ((from === '' && to === '') || start >= blob.size || end <= start) {
    throw new TypeError(`fetch failed: ${href} with range ${range} (expected: within ${blob.size} bytes)`);
  }
  const headers = { 'content-length': String(end - start), 'content-type': blob.type, 'content-range': `bytes ${start}-${end - 1}/${blob.size}` };
  return Response.local(blob.slice(start, end, blob.type), new Headers(headers), href, 206, 'Partial Content');
}
