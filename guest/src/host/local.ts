import { call, callText } from './host';

/**
 * Functions of Java that run beside the isolate, on the exchange's account: dates, locales, digests, XML. Each says what it takes and
 * gives in docs/design/messages.md.
 */
export function local(name: string, ...fields: readonly string[]): string {
  return callText(`local.${name}`, fields.join('\0'));
}

/** The same with a block of bytes, for those that answer a text. */
export function localOf(name: string, bytes: Uint8Array, ...fields: readonly string[]): string {
  return call(`local.${name}`, fields.join('\0'), bytes) as string;
}

/** The same, for those that answer bytes. */
export function localBytes(name: string, bytes: Uint8Array, ...fields: readonly string[]): Uint8Array {
  return new Uint8Array(call(`local.${name}`, fields.join('\0'), bytes) as ArrayBuffer);
}

/** A field cannot hold what separates fields. */
export function field(value: unknown): string {
  return String(value).replaceAll('\0', '');
}
