/** Node's `querystring`, from npm, with what it shows of itself beside. */

const { Buffer } = require('buffer') as { Buffer: { from(bytes: readonly number[]): Uint8Array & { toString(): string } } };

/** The bytes of an escaped text; what is no escape stays. */
function unescapeBuffer(text: unknown): Uint8Array & { toString(): string } {
  const bytes: number[] = [];
  const whole = String(text);
  for (let at = 0; at < whole.length; at++) {
    const code = /^%[\da-f]{2}$/i.exec(whole.slice(at, at + 3));
    if (code === null) {
      bytes.push(whole.charCodeAt(at) & 0xff);
    } else {
      bytes.push(Number.parseInt(whole.slice(at + 1, at + 3), 16));
      at += 2;
    }
  }
  return Buffer.from(bytes);
}

export const querystring = (): unknown => ({
  ...(require('querystring-es3') as object),
  escape: (text: unknown): string => encodeURIComponent(String(text)),
  unescape: (text: unknown): string => {
    try {
      return decodeURIComponent(String(text));
    } catch {
      return unescapeBuffer(text).toString();
    }
  },
  unescapeBuffer,
});
