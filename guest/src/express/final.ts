import type { ExpressRequest } from './request';
import type { ExpressResponse } from './response';

const escapeHtml = (text: string): string => (require('escape-html') as (text: string) => string)(text);

/** What Express answers where nobody did. */
export function notFound(request: ExpressRequest, response: ExpressResponse): void {
  const [path] = request.originalUrl.split('?', 1);
  const what = `Cannot ${request.method} ${(require('encodeurl') as (url: string) => string)(path as string)}`;
  for (const name of ['Content-Encoding', 'Content-Language', 'Content-Range']) {
    response.removeHeader(name);
  }
  response.status(404).set('Content-Security-Policy', "default-src 'none'").set('X-Content-Type-Options', 'nosniff').set('Content-Type', 'text/html; charset=utf-8');
  const page = `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${escapeHtml(what)}</pre>\n</body>\n</html>\n`;
  response.set('Content-Length', Buffer.from(page).length);
  response.end(page);
}
