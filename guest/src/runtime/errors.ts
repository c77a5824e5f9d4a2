/** Errors as Node's own modules throw them: with a `code`, and in messages what was given. */
import { part } from '../host/parts';

function inspect(value: unknown, options?: object): string {
  return (part('node') as { inspect(value: unknown, options?: object): string }).inspect(value, options);
}

type ErrorClass = new (message: string) => Error;

/** An error with a code, which stacks show as Node does. */
export function coded(Kind: ErrorClass, code: string, message: string, more: object = {}): Error {
  const error = new Kind(message);
  Object.assign(error, more);
  Object.defineProperty(error, 'code', { value: code, enumerable: true, writable: true, configurable: true });
  const { stack } = error;
  Object.defineProperty(error, 'stack', {
    value: typeof stack === 'string' ? stack.replace(error.name, `${error.name} [${code}]`) : stack,
    enumerable: false,
    writable: true,
    configurable: true,
  });
  return error;
}

/** What was given, as Node's messages end. */
export function received(value: unknown): string {
  if (value === undefined || value === null) {
    return ` Received ${String(value)}`;
  }
  if (typeof value === 'function') {
    return ` Received function ${value.name}`;
  }
  if (typeof value === 'object') {
    const { constructor } = value as { constructor?: { name?: string } };
    return constructor?.name ? ` Received an instance of ${constructor.name}` : ` Received ${inspect(value, { depth: -1 })}`;
  }
  const text = inspect(value, { colors: false });
  return ` Received type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`;
}

/** An argument, or a property of one, of the wrong type; `expected` as in `of type string`. */
export function invalidType(name: string, expected: string, value: unknown): Error {
  const what = name.endsWith(' argument') ? name : `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;
  return coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${what} must be ${expected}.${received(value)}`);
}

export function invalidValue(name: string, value: unknown, reason = 'is invalid'): Error {
  const what = name.includes('.') ? 'property' : 'argument';
  return coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${what} '${name}' ${reason}. Received ${inspect(value)}`);
}

export function outOfRange(name: string, range: string, value: unknown): Error {
  return coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${isLarge(value) ? grouped(value) : inspect(value)}`);
}

const isLarge = (value: unknown): value is number | bigint => (typeof value === 'bigint' || Number.isInteger(value)) && ((value as number) > 2 ** 32 || (value as number) < -(2 ** 32));

/** A number with its digits in groups of three. */
const grouped = (value: number | bigint): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, '_') + (typeof value === 'bigint' ? 'n' : '');

export function mustBeFunction(name: string, value: unknown): asserts value is (...args: any[]) => unknown {
  if (typeof value !== 'function') {
    throw invalidType(name, 'of type function', value);
  }
}

export function mustBeText(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw invalidType(name, 'of type string', value);
  }
}

/** Something that an add-on has not, when it is used; the message says what there is instead. */
export function absent(what: string, instead: string): (...args: unknown[]) => never {
  return () => {
    throw coded(Error, 'ERR_NOT_AVAILABLE', `${what}: not available to an add-on (expected: ${instead})`);
  };
}

/** What an operation is rejected with whose signal was aborted. */
export function aborted(signal: { readonly reason?: unknown } | undefined): Error {
  const error = new Error('The operation was aborted', signal?.reason === undefined ? undefined : { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
