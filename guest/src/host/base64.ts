/** What Node's Buffer does with texts of bytes. */
interface Buffers {
  from(value: Uint8Array): { toString(encoding: 'base64' | 'utf8'): string };
  from(text: string, encoding: 'base64'): Uint8Array;
}

const buffers = Buffer as unknown as Buffers;

/** Bytes as a text in base64. */
export function base64(bytes: Uint8Array): string {
  return buffers.from(bytes).toString('base64');
}

/** The same without characters that URLs give a meaning to. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replace(/[+/=]/g, (each) => (each === '+' ? '-' : each === '/' ? '_' : ''));
}

/** The bytes of a text in base64 of either kind. */
export function fromBase64(text: string): Uint8Array {
  return buffers.from(text, 'base64');
}

/** UTF-8 as a text. */
export function utf8Text(bytes: Uint8Array): string {
  return buffers.from(bytes).toString('utf8');
}
