/** Multipart forms, and the files in them. */
import { currentExchange, find } from '../boundary/exchanges';
import { callBytes, callText } from '../host/host';
import { parse } from '../host/primordials';
import { bind } from '../contexts/context';
import { allowReplacement } from './incoming';

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
    return this.#read(callText, 'file.text');
  }

  bytes(): Uint8Array {
    return this.#read(callBytes, 'file.bytes');
  }

  /** The host reads for the exchange that runs, and tokens are alike in all: so its own has to run. */
  #read<T>(read: (op: string, text: string) => T, op: string): T {
    const text = `${this.#exchange}\0${this.#token}`;
    if (currentExchange() === this.#exchange) {
      return read(op, text);
    }
    const exchange = find(this.#exchange);
    if (exchange === undefined) {
      throw new Error('The uploaded file is gone: its request has ended');
    }
    return bind(read, exchange)(op, text) as T;
  }

  static token(file: UploadedFile): string {
    return file.#token;
  }

  /** The token for an op that is called now: the host looks among the files of the exchange that runs. */
  static tokenHere(file: UploadedFile): string {
    if (currentExchange() !== file.#exchange) {
      throw new Error('The uploaded file belongs to another request than the one that runs');
    }
    return file.#token;
  }

  // What a file of the platform is called by.

  getName(): string {
    return this.name;
  }

  /** None that it could be looked up by: it is gone with its request. */
  getIdentifier(): string {
    return this.#token;
  }

  getPath(): string {
    return `/${this.name}`;
  }

  get identifier(): string {
    return this.getIdentifier();
  }

  get path(): string {
    return this.getPath();
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
allowReplacement(UploadedFile.prototype);
