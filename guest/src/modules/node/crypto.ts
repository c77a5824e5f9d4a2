/** What packages within the library need of Node's `crypto`: tags of entities, signatures of cookies. Add-ons get the part `nodecrypto`. */
import { localBytes } from '../../host/local';

interface Bytes extends Uint8Array {
  toString(encoding?: string): string;
}

const ALGORITHMS: Readonly<Record<string, string>> = { sha1: 'SHA-1', sha256: 'SHA-256' };

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? Buffer.from(data, 'utf8') : data);

class Digest {
  readonly #parts: Uint8Array[] = [];

  constructor(readonly finished: (bytes: Uint8Array) => Uint8Array) {}

  update(data: string | Uint8Array): this {
    this.#parts.push(bytesOf(data));
    return this;
  }

  digest(encoding: string): string {
    const { buffer, byteLength } = this.finished(Buffer.concat(this.#parts));
    return (Buffer.from(buffer as ArrayBuffer, 0, byteLength) as Bytes).toString(encoding);
  }
}

const crypto = {
  createHash: (name: string): Digest => new Digest((bytes) => localBytes('digest', bytes, ALGORITHMS[name] as string)),
  createHmac: (name: string, secret: string | Uint8Array): Digest => {
    // Keys are filled up with zeros: none is the same as one zero.
    const base64 = (Buffer.concat([secret.length === 0 ? new Uint8Array(1) : bytesOf(secret)]) as Bytes).toString('base64');
    return new Digest((bytes) => localBytes('hmac', bytes, ALGORITHMS[name] as string, base64));
  },
};

export default crypto;
