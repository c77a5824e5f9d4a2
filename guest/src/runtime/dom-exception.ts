// The Web's own kind of error, from npm: it is on the global object before this is evaluated.
import 'core-js/actual/dom-exception';

export type DomException = Error & { readonly code: number };

const Constructor = (globalThis as unknown as { DOMException: new (message: string, name: string) => DomException }).DOMException;

/** An error of the kind that the Web's standards have names for. */
export function domException(message: string, name: string): DomException {
  return new Constructor(message, name);
}
