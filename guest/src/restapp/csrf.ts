import { callBytes } from '../host/host';
import { charCodeAt } from '../host/primordials';
import type { Request } from '../exchange/restapp-request';
import { askingExchange } from './modules/asked';

const PARAMETER = 'sv.csrfToken';
const HEADER = 'X-CSRF-Token';
/** Of the session, which is this add-on's and this visitor's alone. */
const ATTRIBUTE = 'sv.csrfToken';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether two texts are the same, in a time that does not tell how much of them is. */
function same(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) {
    difference |= charCodeAt(a, i) ^ (i < b.length ? charCodeAt(b, i) : 0);
  }
  return difference === 0;
}

/** Whether a request would change something, and does not show that a page of the add-on's has sent it. */
export function isForged(request: Request): boolean {
  // What another add-on calls comes from no browser.
  if (SAFE.has(request.method) || request.serverside) {
    return false;
  }
  const token = request.session[ATTRIBUTE];
  const given = request.header(HEADER) ?? request.params[PARAMETER];
  return typeof token !== 'string' || token === '' || typeof given !== 'string' || !same(token, given);
}

/** `require('security')`. */
export const security = (): object => ({
  csrf: {
    /** The token of whoever asks, in the session from now on; null where nobody asks. */
    getToken: (): string | null => {
      const exchange = askingExchange();
      if (exchange === undefined) {
        return null;
      }
      const { request, response } = exchange;
      if (response.getHeader('Cache-Control') === undefined) {
        // What one visitor may send is not for another, whoever keeps the answer.
        response.set('Cache-Control', 'private, no-store');
      }
      const { session } = request;
      const token = session[ATTRIBUTE];
      if (typeof token === 'string' && token !== '') {
        return token;
      }
      const made = Array.from(callBytes('random', '32'), (byte) => byte.toString(16).padStart(2, '0')).join('');
      session[ATTRIBUTE] = made;
      return made;
    },
    getParameterName: (): string => PARAMETER,
    getHeaderName: (): string => HEADER,
  },
});
