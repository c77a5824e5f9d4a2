import type { Options } from './call';
import type { RequestHelper } from './request';

/**
 * The helpers as they were called up to release 6.0, by position; and what tells such a call where they are not served so.
 */

type Call = (...args: unknown[]) => unknown;
type Calls = Readonly<Record<string, Call>>;

const KNOWN = ['params', 'body', 'headers', 'certificate', 'parseResponse', 'timeout'];
/** What stood behind the URL (behind method and URL, of `call`). */
const OF_MANAGER = { reading: ['params', 'headers'], writing: ['params', 'body', 'headers'], call: ['params', 'body', 'headers', 'timeout'] };
const OF_REQUEST = {
  reading: ['params', 'parseResponse', 'headers', 'certificate'],
  writing: ['params', 'body', 'parseResponse', 'headers', 'certificate'],
  call: ['params', 'body', 'parseResponse', 'headers', 'certificate'],
};

/** The same helper, to be called by position. */
export function positional<T extends RequestHelper>(helper: T, kind: 'manager' | 'request'): T {
  const places = kind === 'manager' ? OF_MANAGER : OF_REQUEST;
  return each(helper, (name, call) => {
    const leading = name === 'call' ? 2 : 1;
    const names = name === 'call' ? places.call : name.startsWith('doGet') ? places.reading : places.writing;
    return (...args) => {
      const options: Record<string, unknown> = {};
      names.forEach((option, at) => {
        const value = args[leading + at];
        if (value !== undefined && value !== null) {
          options[option] = value;
        }
      });
      return call(...args.slice(0, leading), options satisfies Options);
    };
  });
}

/** The same helper, which says what to do where it is called as in former releases. */
export function byOptions<T extends RequestHelper>(helper: T): T {
  return each(helper, (name, call) => {
    const at = name === 'call' ? 2 : 1;
    return (...args) => {
      if (args.length > at + 1 && looksPositional(args[at])) {
        throw new TypeError(
          `${name}: called by position, as up to release 6.0 (expected: ${name}(${name === 'call' ? 'method, ' : ''}url, {params, body, headers}); a backend of such a release runs with the setting 'helpers: positional' of its widget)`,
        );
      }
      return call(...args);
    };
  });
}

function looksPositional(options: unknown): boolean {
  return options === undefined || options === null || (typeof options === 'object' && !KNOWN.some((name) => Object.hasOwn(options, name)));
}

function each<T extends RequestHelper>(helper: T, made: (name: string, call: Call) => Call): T {
  return Object.fromEntries(Object.entries(helper as unknown as Calls).map(([name, call]) => [name, made(name, call)])) as unknown as T;
}
