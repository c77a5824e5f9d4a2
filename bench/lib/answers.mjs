// Counts HTTP answers as they come in on one connection, and reads no more of them than where they end.
const HEAD_END = '\r\n\r\n';

/**
 * Reads answers to requests that ask for a body: with a length, in chunks, or without any (204, 304). `answered` is told the status of each when
 * its last byte is there. An answer whose end cannot be known throws.
 */
export class Answers {
  #answered;
  /** What has come and is not understood yet. */
  #text = '';
  /** @type {'head' | 'length' | 'chunks'} */
  #state = 'head';
  #status = 0;
  /** Bytes of the body, or of the chunk with its line end, that are to come. */
  #left = 0;
  #lastChunk = false;

  /** @param {(status: number) => void} answered */
  constructor(answered) {
    this.#answered = answered;
  }

  /** @param {Buffer} piece */
  add(piece) {
    this.#text += piece.toString('latin1');
    while (this.#step());
  }

  /** Whether there may be more to understand. */
  #step() {
    if (this.#state === 'head') return this.#head();
    if (this.#state === 'chunks' && this.#left === 0) return this.#chunkLine();
    const taken = Math.min(this.#left, this.#text.length);
    this.#text = this.#text.slice(taken);
    this.#left -= taken;
    if (this.#left > 0) return false;
    if (this.#state === 'length' || this.#lastChunk) this.#end();
    return this.#text !== '';
  }

  #head() {
    const end = this.#text.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + HEAD_END.length);
    this.#status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? Number.NaN);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (length || this.#status === 204 || this.#status === 304) {
      this.#state = 'length';
      this.#left = Number(length?.[1] ?? 0);
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#state = 'chunks';
    } else {
      throw new Error(`an answer without an end: ${head.slice(0, 200)}`);
    }
    return true;
  }

  #chunkLine() {
    const end = this.#text.indexOf('\r\n');
    if (end < 0) return false;
    const size = Number.parseInt(this.#text.slice(0, end), 16);
    if (Number.isNaN(size)) throw new Error(`not a chunk: ${this.#text.slice(0, 50)}`);
    this.#text = this.#text.slice(end + 2);
    this.#lastChunk = size === 0;
    this.#left = size + 2;
    return true;
  }

  #end() {
    const status = this.#status;
    this.#state = 'head';
    this.#lastChunk = false;
    this.#answered(status);
  }
}
