import { inspect } from './inspect';

/** What Node says of an argument that is no function. */
export function mustBeFunction(value: unknown): asserts value is (...args: any[]) => unknown {
  if (typeof value !== 'function') {
    throw Object.assign(new TypeError(`The "callback" argument must be of type function. Received ${received(value)}`), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
}

function received(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (typeof value === 'object') {
    const { constructor } = value as { constructor?: { name?: unknown } };
    return typeof constructor?.name === 'string' && constructor.name !== '' ? `an instance of ${constructor.name}` : inspect(value);
  }
  const text = typeof value === 'string' ? `'${value.length > 25 ? `${value.slice(0, 25)}...` : value}'` : `${String(value)}${typeof value === 'bigint' ? 'n' : ''}`;
  return `type ${typeof value} (${text})`;
}
