/** The Web's own kind of error: on the global object before what throws it is evaluated. */

interface Said {
  readonly name: string;
  readonly message: string;
}

/** Their codes: Web IDL, section 2.8.1. Names without one have come later. */
const CODES =
  'IndexSizeError DOMStringSizeError HierarchyRequestError WrongDocumentError InvalidCharacterError NoDataAllowedError NoModificationAllowedError NotFoundError NotSupportedError InUseAttributeError ' +
  'InvalidStateError SyntaxError InvalidModificationError NamespaceError InvalidAccessError ValidationError TypeMismatchError SecurityError NetworkError AbortError URLMismatchError QuotaExceededError ' +
  'TimeoutError InvalidNodeTypeError DataCloneError';
/** Constants alone: nothing has these names any more. */
const GONE = new Set(['DOMStringSizeError', 'NoDataAllowedError', 'ValidationError']);
const SHORT: Readonly<Record<string, string>> = { DOMStringSizeError: 'DOMSTRING_SIZE_ERR', NoDataAllowedError: 'NO_DATA_ALLOWED_ERR', NoModificationAllowedError: 'NO_MODIFICATION_ALLOWED_ERR', InUseAttributeError: 'INUSE_ATTRIBUTE_ERR', URLMismatchError: 'URL_MISMATCH_ERR' };

const names = CODES.split(' ');
const codes = new Map(names.map((name, at) => [name, GONE.has(name) ? 0 : at + 1]));
const told = new WeakMap<object, Said>();

function saidBy(error: object): Said {
  const said = told.get(error);
  if (said === undefined) {
    throw Object.assign(new TypeError('Value of "this" must be of DOMException'), { code: 'ERR_INVALID_THIS' });
  }
  return said;
}

/** A real Error, so that everybody takes it for one, and with a stack from where it was made. */
class DOMException {
  constructor(message: unknown = '', options: unknown = 'Error') {
    const error = Reflect.construct(Error, [], new.target) as Error;
    const { name = 'Error', ...more } = typeof options === 'object' && options !== null ? (options as { name?: unknown; cause?: unknown }) : { name: options };
    told.set(error, { name: String(name), message: String(message) });
    if ('cause' in more) {
      Object.defineProperty(error, 'cause', { value: more.cause, writable: true, configurable: true, enumerable: false });
    }
    // Only so is it an Error inside, and of the Web's class outside.
    return error as DOMException;
  }

  get name(): string {
    return saidBy(this).name;
  }

  get message(): string {
    return saidBy(this).message;
  }

  get code(): number {
    return codes.get(saidBy(this).name) ?? 0;
  }

  get [Symbol.toStringTag](): string {
    return 'DOMException';
  }
}

export type DomException = Error & { readonly code: number };

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
for (const name of ['name', 'message', 'code']) {
  Object.defineProperty(DOMException.prototype, name, { enumerable: true });
}
names.forEach((name, at) => {
  const constant = SHORT[name] ?? name.replace(/Error$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() + '_ERR';
  for (const owner of [DOMException, DOMException.prototype]) {
    Object.defineProperty(owner, constant, { value: at + 1, enumerable: true });
  }
});
Object.defineProperty(globalThis, 'DOMException', { value: DOMException, writable: true, configurable: true, enumerable: false });

/** An error of the kind that the Web's standards have names for. */
export function domException(message: string, name: string): DomException {
  return new DOMException(message, name) as unknown as DomException;
}
