/** `express.cookieParser(secret)`: cookies are there without it; with a secret it reads those that are signed. */
import { parse } from '../host/primordials';
import { define } from '../http/fields';
import type { Handler } from './routes';

/** Of a signed cookie what was signed; false where the signature is none of ours. */
function unsigned(value: string, secrets: readonly string[]): string | false {
  const { unsign } = require('cookie-signature') as { unsign(signed: string, secret: string): string | false };
  for (const secret of secrets) {
    const plain = unsign(value.slice(2), secret);
    if (plain !== false) {
      return plain;
    }
  }
  return false;
}

function read(text: string): unknown {
  if (!text.startsWith('j:')) {
    return text;
  }
  try {
    return parse(text.slice(2)) as unknown;
  } catch {
    return text;
  }
}

/** @param given the secret, or several, of which the first signs */
export function cookieParser(given?: string | readonly string[]): Handler {
  const secrets = given === undefined ? [] : [given].flat();
  return (request, _response, next) => {
    if (secrets.length > 0) {
      const { cookies } = request;
      const signed: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(cookies)) {
        if (typeof value === 'string' && value.startsWith('s:')) {
          const plain = unsigned(value, secrets);
          define(signed, name, plain === false ? false : read(plain));
          Reflect.deleteProperty(cookies, name);
        }
      }
      Object.assign(request, { secret: secrets[0], signedCookies: signed });
    }
    next();
  };
}
