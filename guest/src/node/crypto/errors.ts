/** What the layer below says, as Node says it: its own codes, and those of OpenSSL's libraries. */
import { nextTick } from '../../runtime/ticks';
import { coded } from '../errors';
import type { Work } from '../../crypto/index';

/** OpenSSL's number for a failure, the library that it names, and its reason. */
interface Reason {
  readonly number: string;
  readonly library: string;
  readonly reason: string;
  readonly code: string;
}

const PROVIDER = 'Provider routines';
const RSA = 'rsa routines';
const EVP = 'digital envelope routines';

const reason = (number: string, library: string, text: string, prefix = ''): Reason => ({
  number,
  library,
  reason: text,
  code: `ERR_OSSL_${prefix}${text.toUpperCase().replaceAll(' ', '_')}`,
});

export const OPENSSL = {
  badDecrypt: reason('1C800064', PROVIDER, 'bad decrypt'),
  finalBlock: reason('1C80006B', PROVIDER, 'wrong final block length'),
  invalidDigest: reason('1C80007A', PROVIDER, 'invalid digest'),
  digestNotAllowed: reason('1C8000AE', PROVIDER, 'digest not allowed'),
  padding: reason('1C8000A5', PROVIDER, 'illegal or unsupported padding mode'),
  paddingMode: reason('1C8000A8', PROVIDER, 'invalid padding mode'),
  saltTooSmall: reason('1C8000AC', PROVIDER, 'pss saltlen too small'),
  keySize: reason('1C8000AB', PROVIDER, 'key size too small'),
  derivation: reason('1C8000A4', PROVIDER, 'failed during derivation'),
  domain: reason('1C8000CB', PROVIDER, 'mismatching domain parameters'),
  notForPss: reason('1C8000B2', PROVIDER, 'operation not supported for this keytype'),
  notForKey: reason('03000096', EVP, 'operation not supported for this keytype', 'EVP_'),
  notXof: reason('030000B2', EVP, 'not XOF or invalid length', 'EVP_'),
  cipherParameter: reason('0300007A', EVP, 'cipher parameter error', 'EVP_'),
  tooLargeForKey: reason('0200006E', RSA, 'data too large for key size', 'RSA_'),
  tooSmallForKey: reason('0200007A', RSA, 'data too small for key size', 'RSA_'),
  tooLargeForModulus: reason('02000084', RSA, 'data too large for modulus', 'RSA_'),
  dataTooSmall: reason('0200006F', RSA, 'data too small', 'RSA_'),
  greater: reason('0200006C', RSA, 'data greater than mod len', 'RSA_'),
  digestTooBig: reason('02000070', RSA, 'digest too big for rsa key', 'RSA_'),
  oaep: reason('02000079', RSA, 'oaep decoding error', 'RSA_'),
  rsaPadding: reason('0200008A', RSA, 'invalid padding', 'RSA_'),
  paddingType: reason('02000076', RSA, 'unknown padding type', 'RSA_'),
  exponent: reason('020000B2', RSA, 'pub exponent out of range', 'RSA_'),
  modulus: reason('0280007E', 'Diffie-Hellman routines', 'modulus too small', 'DH_'),
  bitsTooSmall: reason('01800076', 'bignum routines', 'bits too small', 'BN_'),
  generator: reason('02800065', 'Diffie-Hellman routines', 'bad generator', 'DH_'),
  unsupported: reason('1E08010C', 'DECODER routines', 'unsupported'),
  passphrase: reason('07880109', 'common libcrypto routines', 'interrupted or cancelled', 'CRYPTO_'),
  notEnough: reason('0680008E', 'asn1 encoding routines', 'not enough data', 'ASN1_'),
  tooLong: reason('0680009B', 'asn1 encoding routines', 'too long', 'ASN1_'),
  wrongTag: reason('068000A8', 'asn1 encoding routines', 'wrong tag', 'ASN1_'),
  noStart: reason('0480006C', 'PEM routines', 'no start line', 'PEM_'),
} as const;

/** The error that OpenSSL's reason is in Node. */
export function openssl({ number, library, reason: text, code }: Reason, message = `error:${number}:${library}::${text}`): Error {
  return coded(Error, code, message, { library, reason: text });
}

/** What the layer below fails with. */
export interface Failure extends Error {
  readonly code: string;
}

/** Of each kind of failure the error that Node has for it here; of others the failure itself. */
export type Mapping = Readonly<Record<string, (failure: Failure) => Error>>;

/** A bound of the host's, or what it has not, says so itself. */
const OWN: Mapping = {
  bound: ({ message }) => coded(RangeError, 'ERR_OUT_OF_RANGE', message),
  unsupported: ({ message }) => coded(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', message),
  operation: ({ message }) => coded(Error, 'ERR_CRYPTO_OPERATION_FAILED', message),
};

export function mapped(error: unknown, mapping: Mapping): Error {
  const { code } = error as { code?: unknown };
  const found = typeof code === 'string' && Object.hasOwn(mapping, code) ? mapping[code] : typeof code === 'string' && Object.hasOwn(OWN, code) ? OWN[code] : undefined;
  return found === undefined ? (error as Error) : found(error as Failure);
}

/** Does something of the layer's, with Node's errors. */
export function attempt<Value>(mapping: Mapping, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw mapped(error, mapping);
  }
}

type Callback = (error: Error | null, ...values: any[]) => void;

/** What a callback is given, when the work has been done. What is thrown by the callback is nobody's that waits. */
export function finish<Value>(work: Work<Value>, mapping: Mapping, callback: Callback, give: (value: Value) => readonly unknown[] = (value) => [value]): void {
  work.later().then(
    (value) => {
      told(() => give(value), callback);
    },
    (error: unknown) => {
      nextTick(() => {
        callback(mapped(error, mapping));
      });
    },
  );
}

function told(give: () => readonly unknown[], callback: Callback): void {
  let values: readonly unknown[];
  try {
    values = give();
  } catch (error) {
    nextTick(() => {
      callback(error as Error);
    });
    return;
  }
  nextTick(() => {
    callback(null, ...values);
  });
}
