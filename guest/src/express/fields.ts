import { checkHeader, LONGEST_HEAD } from '../http/headers';

/** What a field may be set to, and is read back as. */
export type Value = string | number | readonly string[];

/** The header fields of an answer, as Node keeps them. The content type is kept apart: most answers have no other field. */
export class Fields {
  #type: Value | undefined;
  /** All others by their names in lower case, as they were written, in the order in which they were first set. */
  #others: Map<string, [name: string, value: Value]> | undefined;

  /** The content type as text, if there is one. */
  get type(): string | undefined {
    const type = this.#type;
    return type === undefined || typeof type === 'string' ? type : String(type);
  }

  /** One that is known to be well-formed. */
  set type(type: string | undefined) {
    this.#type = type;
  }

  set(name: string, value: unknown): void {
    const kept: Value = Array.isArray(value) ? (value as unknown[]).map(String) : typeof value === 'number' ? value : String(value);
    if (typeof kept === 'object') {
      if (kept.length === 0) {
        checkHeader(name, '');
      }
      for (const each of kept) {
        checkHeader(name, each);
      }
    } else {
      checkHeader(name, String(kept));
    }
    const key = name.toLowerCase();
    if (key === 'content-type') {
      this.#type = kept;
    } else {
      (this.#others ??= new Map()).set(key, [name, kept]);
    }
  }

  /** Adds to what is there of that name. */
  append(name: string, value: unknown): void {
    const had = this.get(name);
    this.set(name, had === undefined ? value : [had, value].flat());
  }

  get(name: string): Value | undefined {
    const key = name.toLowerCase();
    return key === 'content-type' ? this.#type : this.#others?.get(key)?.[1];
  }

  /** Whether there is an entity tag. */
  get isTagged(): boolean {
    return this.#others?.has('etag') === true;
  }

  remove(name: string): void {
    const key = name.toLowerCase();
    if (key === 'content-type') {
      this.#type = undefined;
    } else {
      this.#others?.delete(key);
    }
  }

  clear(): void {
    this.#type = undefined;
    this.#others = undefined;
  }

  /** The names that are set, in lower case. */
  names(): string[] {
    const others = [...(this.#others?.keys() ?? [])];
    return this.#type === undefined ? others : ['content-type', ...others];
  }

  /** Names as they were written, and values: one for each line of a head. */
  lines(): (readonly [name: string, value: string])[] {
    const type = this.type;
    const all = [...(type === undefined ? [] : [['Content-Type', type] as [string, Value]]), ...(this.#others?.values() ?? [])];
    return all.flatMap(([name, value]) => (typeof value === 'object' ? value.map((each) => [name, each] as const) : [[name, String(value)] as const]));
  }

  /** As the answer message has them; `type` is the content type where none was set, `tag` an entity tag. Throws where they are too long. */
  message(type: string | undefined, tag: string | undefined): string {
    const contentType = this.type ?? type;
    let headers = contentType === undefined ? '' : `content-type\n${contentType}`;
    if (tag !== undefined) {
      headers += `${headers === '' ? '' : '\n'}etag\n${tag}`;
    }
    if (this.#others !== undefined) {
      for (const [name, value] of this.#others.values()) {
        for (const each of typeof value === 'object' ? value : [value]) {
          headers += `${headers === '' ? '' : '\n'}${name}\n${each}`;
        }
      }
    }
    if (headers.length > LONGEST_HEAD) {
      throw new RangeError(`The answer's headers have ${headers.length} characters (expected: at most ${LONGEST_HEAD})`);
    }
    return headers;
  }
}

// What the library calls on these itself stays what it is.
Object.freeze(Fields.prototype);
