import { ask } from './host';

/** Who a visitor is. */
export interface Person {
  readonly id?: string;
  readonly name: string;
  readonly mail?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Where the add-on that is tested is found. */
export interface About {
  readonly addon: string;
  readonly origin: string;
  readonly url: string;
  /** A header that says which add-on is meant, where all of a style share a path. */
  readonly header: readonly [string, string] | null;
}

interface Init {
  readonly headers?: unknown;
  readonly [option: string]: unknown;
}

/** Says whose a request is, to the server of the test alone. */
const WHO = 'annex-test-visitor';

/** Calls the add-on; `more` has headers that go with it unless the caller says others. */
export function call(about: About, path: unknown, init: Init | undefined, more: Readonly<Record<string, string>>): Promise<Answered> {
  const url = typeof path === 'string' && /^[/?]/.test(path) ? about.url + path : path;
  const headers = new Headers(init?.headers);
  for (const [name, value] of [...(about.header === null ? [] : [about.header]), ...Object.entries(more)]) {
    if (!headers.has(name)) {
      headers.set(name, value);
    }
  }
  return fetch(url, { redirect: 'manual', ...init, headers });
}

/** Somebody with cookies of its own. */
export class Visitor {
  readonly #about: About;
  readonly #token: string;
  readonly #cookies = new Map<string, string>();

  constructor(about: About, who: Person | undefined) {
    this.#about = about;
    this.#token = who === undefined ? '' : (ask('visitor', checked(who)) as string);
  }

  get cookies(): Record<string, string> {
    return Object.fromEntries(this.#cookies);
  }

  async fetch(path: unknown, init?: Init): Promise<Answered> {
    const sent: Record<string, string> = this.#token === '' ? {} : { [WHO]: this.#token };
    if (this.#cookies.size > 0) {
      sent['cookie'] = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    const answer = await call(this.#about, path, init, sent);
    for (const line of answer.headers.getSetCookie()) {
      this.#keep(line);
    }
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((each) => each.trim());
    const name = pair.slice(0, Math.max(0, pair.indexOf('=')));
    const isOver = attributes.some((each) => /^max-age=(?:0|-\d+)$/i.test(each) || (/^expires=/i.test(each) && Date.parse(each.slice(8)) <= Date.now()));
    if (isOver) {
      this.#cookies.delete(name);
    } else {
      this.#cookies.set(name, pair.slice(name.length + 1));
    }
  }
}

function checked(who: Person): Person {
  if (typeof who.name !== 'string' || who.name === '') {
    throw new TypeError("visitor: no name (expected: { name: 'ada', … }, or nothing for somebody who is not logged in)");
  }
  return who;
}

interface Answered {
  readonly headers: { getSetCookie(): string[] };
}
declare class Headers {
  constructor(init?: unknown);
  has(name: string): boolean;
  set(name: string, value: string): void;
}
declare function fetch(url: unknown, init: unknown): Promise<Answered>;
