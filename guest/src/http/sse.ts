import { settings } from '../host/host';
import { byteLength, stringify } from '../host/primordials';

/** What events leave by. */
export interface Outlet {
  /** Whether somebody waits for them. */
  readonly isOpen: boolean;
  /** Bytes that wait for room. */
  readonly length: number;
  write(bytes: Uint8Array): boolean;
  end(): void;
  /** Gives it up, so that the client can tell. */
  breakOff(why: string): void;
}

/** What an event has beside its data. */
export interface EventFields {
  /** Its type; `message` where there is none. */
  readonly event?: string;
  /** What a client that comes back says as `Last-Event-ID`. */
  readonly id?: string | number;
  /** After how many ms a client comes back. */
  readonly retry?: number;
}

/** A client that lets so many bytes wait does not follow, and is left. */
const MOST_WAITING = 1 << 20;

/** An answer of server-sent events (HTML, section 9.2). */
export class EventStream {
  readonly #outlet: Outlet | undefined;
  /** What the client has had last, as it says; empty for none. */
  readonly lastEventId: string;

  constructor(outlet: Outlet | undefined, lastEventId: string) {
    this.#outlet = outlet;
    this.lastEventId = lastEventId;
  }

  /** Whether nobody listens any more: it was closed, or its client has gone. */
  get closed(): boolean {
    return this.#outlet?.isOpen !== true;
  }

  /**
   * Sends an event.
   *
   * @param data a text as it is, anything else as JSON
   * @returns whether the client follows; `false` also where nobody listens
   * @throws TypeError for fields that would be read as something else
   * @throws RangeError for an event over `limits.output`
   */
  send(data?: unknown, fields: EventFields = {}): boolean {
    const { event, id, retry } = fields;
    let text = '';
    if (event !== undefined) {
      text += `event: ${line('event', event)}\n`;
    }
    if (id !== undefined) {
      text += `id: ${line('id', id)}\n`;
    }
    if (retry !== undefined) {
      if (!Number.isSafeInteger(retry) || retry < 0) {
        throw new TypeError(`sse.send: retry is ${String(retry)} (expected: a whole number of ms)`);
      }
      text += `retry: ${retry}\n`;
    }
    if (data !== undefined) {
      const json = typeof data === 'string' ? data : String(stringify(data));
      for (const each of json.split(/\r\n|\r|\n/)) {
        text += `data: ${each}\n`;
      }
    }
    const bytes = Buffer.from(`${text}\n`);
    const length = byteLength(bytes);
    if (length > settings.limits.output) {
      throw new RangeError(`sse.send: an event of ${length} bytes (limit: limits.output ${settings.limits.output})`);
    }
    const outlet = this.#outlet;
    if (outlet?.isOpen !== true) {
      return false;
    }
    if (outlet.length > MOST_WAITING) {
      outlet.breakOff(`its client does not follow: ${outlet.length} bytes of events wait for it`);
      return false;
    }
    return outlet.write(bytes);
  }

  /** Ends it; a client comes back unless it was told not to. */
  close(): void {
    this.#outlet?.end();
  }
}

/** A field that takes one line. */
function line(name: string, value: unknown): string {
  const text = String(value);
  if (/[\r\n\0]/.test(text)) {
    throw new TypeError(`sse.send: ${name} has a line break or NUL (expected: one line)`);
  }
  return text;
}

// What the library calls on it itself stays what it is.
Object.freeze(EventStream.prototype);
