/** Primes: whether a number is one, and new ones. */
import { checkPrime as checked, generatePrime as generated, type Work } from '../../crypto/index';
import { coded, invalidType, mustBeFunction, outOfRange } from '../errors';
import { Buffer, bytesOf, isArrayBuffer, isView, MOST_INT32, mustBeBoolean, mustBeInteger, mustBeObject, type Options } from './checks';
import { attempt, finish, openssl, OPENSSL } from './errors';

function bytesOfInteger(name: string, value: unknown): Uint8Array {
  if (typeof value === 'bigint') {
    if (value < 0n) {
      throw outOfRange(name, '>= 0', value);
    }
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  }
  if (!isView(value) && !isArrayBuffer(value)) {
    throw invalidType(name, 'of type bigint or an instance of ArrayBuffer, TypedArray, Buffer, or DataView', value);
  }
  return bytesOf(value, name);
}

const isOne = (bytes: Uint8Array): boolean => bytes.every((byte, at) => byte === (at === bytes.length - 1 ? 1 : 0));

function candidateOf(candidate: unknown, options: unknown): Work<boolean> {
  const bytes = bytesOfInteger('candidate', candidate);
  mustBeObject('options', options);
  const { checks = 0 } = options;
  mustBeInteger('options.checks', checks, 0, MOST_INT32);
  return bytes.every((byte) => byte === 0) || isOne(bytes) ? { now: () => false, later: () => Promise.resolve(false) } : checked(bytes, checks);
}

export const checkPrimeSync = (candidate: unknown, options: unknown = {}): boolean => {
  const work = candidateOf(candidate, options);
  return attempt({}, () => work.now());
};

type Callback = (error: Error | null | undefined, value?: unknown) => void;

/** These say that there is no error by undefined. */
const unfailing = (callback: unknown): ((error: Error | null, value?: unknown) => void) => (error, value) => {
  (callback as Callback)(error ?? undefined, value);
};

export function checkPrime(candidate: unknown, options?: unknown, callback?: unknown): void {
  const [given, done] = typeof options === 'function' ? [{}, options] : [options ?? {}, callback];
  const work = candidateOf(candidate, given);
  mustBeFunction('callback', done);
  finish(work, {}, unfailing(done));
}

interface Asked {
  readonly work: Work<Uint8Array>;
  give(bytes: Uint8Array): ArrayBuffer | bigint;
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);

function primeOf(size: unknown, options: unknown): Asked {
  mustBeInteger('size', size, 1, MOST_INT32);
  mustBeObject('options', options);
  const { safe = false, bigint = false, add, rem } = options as Options;
  mustBeBoolean('options.safe', safe);
  mustBeBoolean('options.bigint', bigint);
  const addend = add === undefined ? undefined : bytesOfInteger('options.add', add);
  const rest = rem === undefined ? undefined : bytesOfInteger('options.rem', rem);
  if (addend !== undefined) {
    if (numberOf(addend).toString(2).length > size) {
      throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.add');
    }
    if (rest !== undefined && numberOf(rest) >= numberOf(addend)) {
      throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'invalid options.rem');
    }
  }
  // OpenSSL's safe ones have 3 bits, or more than 5.
  if (size < 2 || (safe && addend === undefined && size < 6 && size !== 3)) {
    throw openssl(OPENSSL.bitsTooSmall);
  }
  const how = addend === undefined ? {} : { add: addend, ...(rest === undefined ? {} : { rem: rest }) };
  return {
    work: generated(size, { safe, ...how }),
    give: (bytes) => (bigint ? numberOf(bytes) : (bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)),
  };
}

export function generatePrimeSync(size: unknown, options: unknown = {}): ArrayBuffer | bigint {
  const { work, give } = primeOf(size, options);
  return give(attempt({}, () => work.now()));
}

export function generatePrime(size: unknown, options: unknown, callback?: unknown): void {
  const [given, done] = typeof options === 'function' ? [{}, options] : [options ?? {}, callback];
  const { work, give } = primeOf(size, given);
  mustBeFunction('callback', done);
  finish(work, {}, unfailing(done), (bytes) => [give(bytes)]);
}
