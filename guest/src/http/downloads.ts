/** What came as an answer, as a file for as long as somebody has it. */
export class DownloadedFile {
  readonly #bytes: Uint8Array;

  constructor(
    readonly name: string,
    readonly contentType: string,
    bytes: Uint8Array,
  ) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  text(): string {
    return new TextDecoder('utf-8').decode(this.#bytes);
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }

  getName(): string {
    return this.name;
  }
}
