/** Errors as the Web Cryptography standard names them. */
import { domException } from '../runtime/dom-exception';

/** Parameters or bytes with which an operation cannot be done, or a signature, tag or padding that is not right. */
export function operationError(message = 'The operation failed for an operation-specific reason'): Error {
  return domException(message, 'OperationError');
}

/** What was to be imported is no such key. */
export function dataError(message: string): Error {
  return domException(message, 'DataError');
}

/** The key is not for that. */
export function accessError(message: string): Error {
  return domException(message, 'InvalidAccessError');
}

/** There is no such algorithm, curve or format, or not for that. */
export function notSupported(message: string): Error {
  return domException(message, 'NotSupportedError');
}

/** Usages that the kind of key does not have, or none where it needs one. */
export function usageError(message: string): Error {
  return domException(message, 'SyntaxError');
}

/** A value that an argument cannot be, with the code that Node gives. */
export function typeError(message: string, code = 'ERR_INVALID_ARG_TYPE'): TypeError {
  return Object.assign(new TypeError(message), { code });
}
