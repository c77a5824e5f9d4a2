import { part } from '../host/parts';

/** In the place of `tr46` for URLs: its tables are needed for hosts alone that are more than ASCII. */

interface Options {
  readonly useSTD3ASCIIRules?: boolean;
  readonly verifyDNSLength?: boolean;
}

interface Idna {
  toASCII(domain: string, options: Options): string | null;
  toUnicode(domain: string, options: Options): { readonly domain: string; readonly error: boolean };
}

/** What the algorithm leaves as it is, but for its case: URL standard, section 3.3. */
const PLAIN = /^(?!xn--)[\0-\x7f]*$/i;
const CODED = /\.xn--/i;

export function toASCII(domain: string, options: Options): string | null {
  if (options.useSTD3ASCIIRules !== true && options.verifyDNSLength !== true && PLAIN.test(domain) && !CODED.test(domain)) {
    return domain.toLowerCase();
  }
  return (part('idna') as Idna).toASCII(domain, options);
}

export function toUnicode(domain: string, options: Options): { readonly domain: string; readonly error: boolean } {
  return (part('idna') as Idna).toUnicode(domain, options);
}
