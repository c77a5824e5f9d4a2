import { charCodeAt, indexOf, slice } from '../host/primordials';

const Bytes = Uint8Array;

/** Number of fields of an exchange message before the body. */
const FIELDS = 12;
/** What GET and HEAD begin with. */
const [G, H] = [71, 72];
/** Characters of a message that is searched as a whole. */
const SHORT = 4096;
/** Behind the scheme of what another add-on asks. */
const INNER = ' inner';
/** Filled in place: what is there already is written without a look at `Array.prototype`'s setters. */
const ends = (): number[] => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * An exchange message, read field by field as far as somebody asks: most handlers look at two or three of them.
 */
export class RequestMessage {
  readonly number: number;
  #body: ArrayBuffer | undefined;
  readonly #text: string;
  readonly #ends = ends();
  /** How many fields are known. */
  #known = 0;
  #at = -1;

  constructor(text: string, body?: ArrayBuffer) {
    this.#text = text;
    this.#body = body;
    this.number = Number(this.#field(0));
  }

  #field(index: number): string {
    const ends = this.#ends;
    while (this.#known <= index) {
      this.#at = indexOf(this.#text, '\0', this.#at + 1) as number;
      ends[this.#known++] = this.#at;
    }
    return slice(this.#text, index === 0 ? 0 : (ends[index - 1] as number) + 1, ends[index]) as string;
  }

  get endpoint(): number {
    return Number(this.#field(1));
  }

  get method(): string {
    return this.#field(2);
  }

  get target(): string {
    return this.#field(3);
  }

  get path(): string {
    return this.#field(4);
  }

  get routeValues(): string {
    return this.#field(5);
  }

  get remote(): string {
    const remote = this.#field(6);
    const end = indexOf(remote, ' ') as number;
    return end < 0 ? remote : (slice(remote, 0, end) as string);
  }

  /** Who asks, as JSON, where the server has found out; otherwise empty. */
  get user(): string {
    const remote = this.#field(6);
    const end = indexOf(remote, ' ') as number;
    return end < 0 ? '' : (slice(remote, end + 1) as string);
  }

  get scheme(): string {
    const scheme = this.#field(7);
    return this.inner ? (slice(scheme, 0, scheme.length - INNER.length) as string) : scheme;
  }

  /** Whether an add-on has asked, and no client. */
  get inner(): boolean {
    return (indexOf(this.#field(7), INNER) as number) > 0;
  }

  get authority(): string {
    return this.#field(8);
  }

  get headers(): string {
    return this.#field(9);
  }

  /** Whether the client says what it has, so that the answer may be that nothing has changed. */
  get isConditional(): boolean {
    this.#field(1);
    const text = this.#text;
    const first = charCodeAt(text, (this.#ends[1] as number) + 1);
    if (first !== G && first !== H) {
      return false;
    }
    // Where nothing in a short message looks like it, the fields need not be found.
    if (text.length < SHORT && (indexOf(text, 'if-') as number) < 0) {
      return false;
    }
    const { headers } = this;
    return (indexOf(headers, 'if-none-match\n') as number) >= 0 || (indexOf(headers, 'if-modified-since\n') as number) >= 0;
  }

  get form(): string {
    return this.#field(10);
  }

  /** `-` none, `t` text, `b` bytes. */
  get bodyKind(): string {
    const kind = this.#field(11);
    return kind === 'a' ? 'b' : kind;
  }

  /** The body of kind `b`. */
  get body(): ArrayBuffer | undefined {
    return (this.#body ??= this.#field(11) === 'a' ? bytesOf(this.bodyText) : undefined);
  }

  get bodyText(): string {
    this.#field(FIELDS - 1);
    return slice(this.#text, (this.#ends[FIELDS - 1] as number) + 1) as string;
  }
}

/** ASCII as bytes. */
function bytesOf(text: string): ArrayBuffer {
  const { length } = text;
  const bytes = new Bytes(length);
  for (let i = 0; i < length; i++) {
    bytes[i] = charCodeAt(text, i);
  }
  return bytes.buffer as ArrayBuffer;
}
