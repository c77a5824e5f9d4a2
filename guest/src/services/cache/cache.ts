import { callText, settings } from '../../host/host';
import { callLater } from '../../boundary/ops';
import { indexOf, parse, slice, stringify } from '../../host/primordials';
import { here, placedLater } from '../../fetch/place';
import { current, enter, withStore } from '../../contexts/context';
import { isThenable } from '../../runtime/thenables';

/** Seconds, at most. */
const LONGEST = 3600;
/** Characters of JSON. What is larger is not kept. */
const LARGEST = 100_000;
const LONGEST_KEY = 2000;
const LONGEST_NAMESPACE = 200;
/** Milliseconds that a worker waits for another's producer; nothing else of it runs meanwhile. */
const LONGEST_WAIT = 5000;

/** A producer that runs, and in whose midst it was called. */
interface Production {
  readonly token: string;
  readonly outer: Production | undefined;
}

/** Under what a producer's code runs, so that what it asks for is known to be asked by it. */
const PRODUCING = {};
/** The producers that are on the stack, also where their context was left. */
let onStack: Production | undefined;

/** What there is for a key, at first glance; the grammar is in docs/design/messages.md. */
const enum Found {
  VALUE = 'v',
  /** A value whose producer was asynchronous. */
  LATER_VALUE = 'a',
  /** Nobody has it, and the caller is the one to produce it. */
  TURN = 'p',
  /** The caller is to produce it for itself alone. */
  ALONE = 's',
  /** A synchronous producer runs in another worker. */
  BUSY = 'b',
  /** An asynchronous producer runs somewhere. */
  LATER = 'l',
  /** The caller is part of the producer. */
  WITHIN = 'w',
}

/** What is asked for, and how it is made. */
interface Wanted {
  readonly namespace: string;
  readonly key: string;
  readonly millis: number;
  readonly producer: () => unknown;
}

/** The cache of the add-on, or a part of it with a name; the same for all of its workers. */
export class Cache {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** What is kept for a key, or else what `producer` gives, kept for some seconds; a promise where the producer gives one. */
  get(key: unknown, ttlSeconds: unknown, producer: unknown): unknown {
    const name = keyOf('get', key);
    if (typeof producer !== 'function') {
      throw new TypeError(`cache.get('${name}', …): producer: ${shown(producer)} (expected: a function)`);
    }
    const wanted: Wanted = { namespace: this.#namespace, key: name, millis: millisOf(name, ttlSeconds), producer: producer as () => unknown };
    return found(wanted, callText('cache.get', question(wanted)));
  }

  /** Forgets what is kept for a key, and what a producer that runs now will give. */
  purge(key: unknown): void {
    callText('cache.purge', `${this.#namespace}\0${keyOf('purge', key)}`);
  }
}

function question({ namespace, key }: Wanted): string {
  return `${askers()}\0${namespace}\0${key}`;
}

/** The producers on whose behalf this is asked. */
function askers(): string {
  let all = '';
  for (let each = current().stores?.get(PRODUCING) as Production | undefined; each !== undefined; each = each.outer) {
    all += `${each.token},`;
  }
  for (let each = onStack; each !== undefined; each = each.outer) {
    all += `${each.token},`;
  }
  return all;
}

function found(wanted: Wanted, answer: string): unknown {
  const rest = slice(answer, 1) as string;
  switch (answer[0]) {
    case Found.VALUE:
      return parse(rest);
    case Found.LATER_VALUE:
      return resolved(rest);
    case Found.TURN:
      return produce(wanted, rest);
    case Found.BUSY:
      return found(wanted, callText('cache.wait', `${waitMillis()}\0${question(wanted)}`));
    case Found.LATER:
      return placedLater(awaited(wanted, question(wanted)), here());
    case Found.WITHIN:
      throw new Error(`cache.get('${wanted.key}', …): the producer of this key asks for it itself, so that neither can end`);
    default:
      return produce(wanted, undefined);
  }
}

async function resolved(json: string): Promise<unknown> {
  return parse(json) as unknown;
}

async function awaited(wanted: Wanted, asked: string): Promise<unknown> {
  const { text } = await callLater('cache.await', asked);
  return found(wanted, text);
}

/** Not so long that the time of the exchange is over then. */
function waitMillis(): number {
  const { number } = current().account;
  const left = number === 0 ? settings.limits.wall : Number(callText('left', String(number)));
  return Math.min(LONGEST_WAIT, Math.floor(left / 2));
}

/** Runs the producer. Without a token it is nobody else's. */
function produce(wanted: Wanted, token: string | undefined): unknown {
  const { producer } = wanted;
  if (token === undefined) {
    const value = producer();
    return isThenable(value) ? produced(wanted, undefined, value) : kept(wanted, undefined, value, false);
  }
  const before = current();
  const outer = onStack;
  onStack = { token, outer };
  enter(withStore(PRODUCING, { token, outer: before.stores?.get(PRODUCING) as Production | undefined }));
  try {
    const value = producer();
    if (!isThenable(value)) {
      return kept(wanted, token, value, false);
    }
    tell('cache.later', token);
    return produced(wanted, token, value);
  } catch (error) {
    tell('cache.fail', token);
    throw error;
  } finally {
    onStack = outer;
    enter(before);
  }
}

async function produced(wanted: Wanted, token: string | undefined, value: PromiseLike<unknown>): Promise<unknown> {
  try {
    return kept(wanted, token, await value, true);
  } catch (error) {
    if (token !== undefined) {
      tell('cache.fail', token);
    }
    throw error;
  }
}

/** Hands the value to the host; whoever produced it gets what all others will get. */
function kept(wanted: Wanted, token: string | undefined, value: unknown, later: boolean): unknown {
  const json = jsonOf(wanted, value);
  if (token !== undefined) {
    if (json === undefined || json.length > LARGEST) {
      tell('cache.drop', token);
    } else {
      tell('cache.keep', `${token}\0${later ? Found.LATER_VALUE : Found.VALUE}\0${wanted.millis}\0${json}`);
    }
  }
  return json === undefined ? undefined : parse(json);
}

function jsonOf({ key }: Wanted, value: unknown): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`cache.get('${key}', …): the producer gave a ${typeof value} (expected: what JSON can hold)`);
  }
  try {
    return stringify(value) as string | undefined;
  } catch (error) {
    throw new TypeError(`cache.get('${key}', …): the producer gave what JSON cannot hold: ${(error as Error).message}`, { cause: error });
  }
}

/** What the host does not hear now, it finds out when the exchange is over; the value is there, and that matters. */
function tell(op: string, text: string): void {
  try {
    callText(op, text);
  } catch {
    // Such as a limit of ops.
  }
}

function keyOf(method: string, key: unknown): string {
  // Who counts has a number at hand.
  const text = typeof key === 'number' ? String(key) : key;
  if (typeof text !== 'string' || text === '' || text.length > LONGEST_KEY) {
    throw new TypeError(`cache.${method}: key: ${shown(key)} (expected: a text of 1 to ${LONGEST_KEY} characters)`);
  }
  return text;
}

function millisOf(key: string, seconds: unknown): number {
  const number = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    throw new TypeError(`cache.get('${key}', …): ttl: ${shown(seconds)} (expected: seconds, at most ${LONGEST})`);
  }
  return Math.ceil(Math.max(0, Math.min(LONGEST, number)) * 1000);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? (value.length > 50 ? `a text of ${value.length} characters` : `'${value}'`) : typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}

function part(namespace: string): Cache {
  const cache = new Cache(namespace);
  Object.freeze(cache);
  return cache;
}

const own = part('');

/** `require('cache')`. */
export const cacheModule = Object.freeze({
  /** The add-on's cache. */
  getCache: (): Cache => own,

  /** A part of it with a name of its own: what two parts of an add-on put into it does not meet what they put elsewhere. */
  getSharedCache: (namespace: unknown): Cache => {
    if (typeof namespace !== 'string' || namespace === '' || namespace.length > LONGEST_NAMESPACE || (indexOf(namespace, '\0') as number) >= 0) {
      throw new TypeError(`cache.getSharedCache: namespace: ${shown(namespace)} (expected: a text of 1 to ${LONGEST_NAMESPACE} characters)`);
    }
    return part(namespace);
  },
});
