/** Multipart forms, and the files in them. */
import { callBytes, callText } from '../boundary/host';
import { parse } from '../boundary/primordials';

/** An uploaded file; it is gone when the exchange ends. */
export class UploadedFile {
  readonly #exchange: number;
  readonly #token: string;

  constructor(
    exchange: number,
    token: string,
    readonly name: string,
    readonly contentType: string,
    readonly size: number,
  ) {
    this.#exchange = exchange;
    this.#token = token;
  }

  text(): string {
    return callText('file.text', `${this.#exchange}\0${this.#token}`);
  }

  bytes(): Uint8Array {
    return callBytes('file.bytes', `${this.#exchange}\0${this.#token}`);
  }

  static token(file: UploadedFile): string {
    return file.#token;
  }
}

/** A multipart request that the host has taken apart. */
export interface Form {
  fields: [string, string][];
  files: { field: string; name: string; contentType: string; size: number; token: string }[];
}

/** Reads the form of an exchange message. */
export function parseForm(json: string): Form {
  return parse(json) as Form;
}

// What the library calls on it itself stays what it is.
Object.freeze(UploadedFile);
