/** `URL` and `URLSearchParams` as the URL standard has them, from npm. */
import { URL as UrlInterface, URLSearchParams as SearchParamsInterface } from 'whatwg-url/webidl2js-wrapper.js';
import implementation from 'whatwg-url/lib/URL-impl.js';

interface Installed {
  readonly URL: new (url: string, base?: string) => object;
  readonly URLSearchParams: new (init?: unknown) => object;
}

/** Says in Node's terms as well that a URL is none. */
const Implementation = implementation.implementation;
implementation.implementation = class extends Implementation {
  constructor(globals: object, given: unknown[], ...more: unknown[]) {
    try {
      super(globals, given, ...more);
    } catch (error) {
      const [input, base] = given;
      throw Object.assign(error as Error, { code: 'ERR_INVALID_URL', input }, base === undefined ? {} : { base });
    }
  }
};

const installed = { Array, Object, Promise, String, TypeError } as unknown as Installed;
UrlInterface.install(installed, ['Window']);
SearchParamsInterface.install(installed, ['Window']);

export const { URL, URLSearchParams } = installed;
export { parseURL, serializeURL } from 'whatwg-url/lib/url-state-machine.js';
export { percentDecodeString } from 'whatwg-url/lib/percent-encoding.js';
