// How objects of the Web's classes are shown in logs and by `util.inspect`: by the properties that Node shows of them, as all of their own are hidden.

type Inspect = (value: unknown, options: object) => string;
type Custom = (this: object, depth: number | null, options: { readonly depth?: number | null } | undefined, inspect: Inspect) => unknown;

export const CUSTOM = Symbol.for('nodejs.util.inspect.custom');

const EVENT = 'type defaultPrevented cancelable timeStamp';
const SHOWN: Readonly<Record<string, string>> = {
  AbortController: 'signal',
  AbortSignal: 'aborted',
  Blob: 'size type',
  ByteLengthQueuingStrategy: 'highWaterMark',
  CompressionStream: 'readable writable',
  CountQueuingStrategy: 'highWaterMark',
  DecompressionStream: 'readable writable',
  Event: EVENT,
  File: 'size type name lastModified',
  ReadableStream: 'locked',
  Request: 'method url headers destination referrer referrerPolicy mode credentials cache redirect integrity keepalive signal',
  Response: 'status statusText headers body bodyUsed ok redirected type url',
  TextDecoder: 'encoding fatal ignoreBOM',
  TextEncoder: 'encoding',
  TransformStream: 'readable writable',
  URL: 'href origin protocol username password host hostname port pathname search searchParams hash',
  WritableStream: 'locked',
};

const OF_FETCH: ReadonlySet<string> = new Set(['FormData', 'Headers', 'Request', 'Response']);

interface Pairs {
  [Symbol.iterator](): IterableIterator<[string, unknown]>;
}

/** Those that hold pairs. */
const PAIRS: Readonly<Record<string, (object: object, inspect: (value: unknown) => string) => string>> = {
  FormData: (object, inspect) => inspect(gathered(object as Pairs)),
  Headers: (object, inspect) => inspect(joined(object as Pairs)),
  URLSearchParams: (object, inspect) => {
    const pairs = Array.from(object as Pairs, ([name, value]) => `${inspect(name)} => ${inspect(value)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  },
};

function joined(pairs: Pairs): object {
  const all: Record<string, string> = {};
  for (const [name, value] of pairs) {
    all[name] = Object.hasOwn(all, name) ? `${String(all[name])}, ${String(value)}` : String(value);
  }
  return all;
}

function gathered(pairs: Pairs): object {
  const all: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const before = all[name];
    all[name] = !Object.hasOwn(all, name) ? value : Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  }
  return all;
}

/** Lets a class of the Web's be shown as in Node; nothing for what is none of them. */
export function showing(name: string, value: unknown): void {
  const pairs = PAIRS[name];
  const properties = SHOWN[name]?.split(' ');
  if (typeof value !== 'function' || (pairs === undefined && properties === undefined)) {
    return;
  }
  const show: Custom = function (depth, options, inspect) {
    if (depth !== null && depth < 0) {
      return this;
    }
    // As deep again, whatever it stands in; those that Node has from fetch one level more.
    const deepest = options?.depth;
    const within = (each: unknown): string => inspect(each, { ...options, depth: typeof deepest === 'number' && !OF_FETCH.has(name) ? deepest - 1 : deepest });
    const { constructor } = this as { constructor?: { name?: unknown } };
    const shown = pairs === undefined ? within(Object.fromEntries((properties ?? []).map((property) => [property, (this as Record<string, unknown>)[property]]))) : pairs(this, within);
    return `${typeof constructor?.name === 'string' ? constructor.name : name} ${shown}`;
  };
  Object.defineProperty((value as { prototype: object }).prototype, CUSTOM, { value: show, writable: true, configurable: true, enumerable: false });
}
