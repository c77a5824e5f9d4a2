import { nearest } from '../log/nearest';
import { ask, askLater } from './host';
import type { Runner } from './runner';
import type { Entry } from './tree';

/** A call that the add-on makes of others, as tests see it. */
export interface OutboundCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As UTF-8. */
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** What a test answers it with. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly json?: unknown;
  readonly fails?: string;
}

type Given = string | number | Answer;

interface Rule {
  readonly fits: (call: OutboundCall) => boolean;
  /** Absent where the network itself answers. */
  readonly answer: ((call: OutboundCall) => Given | Promise<Given>) | undefined;
  readonly of: Entry;
}

interface Coming {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const KEYS: readonly string[] = ['status', 'headers', 'body', 'json', 'fails'];
const FAILURES = ['refused', 'timeout', 'not found', 'reset'];

/** What the add-on's calls get: the newest rule that fits answers, and a call that none fits fails, and its test with it. */
export class OutboundRules {
  readonly #runner: Runner;
  #rules: Rule[] = [];
  #calls: OutboundCall[] = [];

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  get calls(): readonly OutboundCall[] {
    return this.#calls;
  }

  answer(pattern: string | RegExp, given: Given | ((call: OutboundCall) => Given | Promise<Given>)): void {
    if (typeof given !== 'function') {
      whole(given);
    }
    this.#add(pattern, typeof given === 'function' ? given : () => given);
  }

  allow(pattern: string | RegExp): void {
    this.#add(pattern, undefined);
  }

  reset(): void {
    this.#rules = [];
    this.#calls = [];
  }

  #add(pattern: string | RegExp, answer: Rule['answer']): void {
    const of = this.#runner.running;
    const rule = { fits: fitting(pattern), answer, of };
    this.#rules.unshift(rule);
    of.onEnd.push(() => {
      this.#rules = this.#rules.filter((each) => each !== rule);
      this.#calls = [];
    });
  }

  /** Takes the calls that come, one after the other, as long as there is somebody to answer them. */
  async serve(): Promise<void> {
    for (;;) {
      const { value, bytes } = await askLater('next');
      const coming = value as Coming;
      // The next may come while this one waits for its answer.
      void this.#take(coming, bytes);
    }
  }

  async #take({ id, method, url, headers }: Coming, bytes: Uint8Array): Promise<void> {
    const call = { method, url, headers, body: new TextDecoder().decode(bytes), bytes };
    this.#calls.push(call);
    const rule = this.#rules.find((each) => each.fits(call));
    if (rule === undefined) {
      const message = `the add-on called ${method} ${url}, and the test has no answer for it (expected: outbound.answer('${shownUrl(url)}', …) of 'annex/test', or outbound.allow)`;
      this.#runner.stray(unanswered(message));
      ask('answer', { id, refused: message });
      return;
    }
    if (rule.answer === undefined) {
      ask('answer', { id, allowed: true });
      return;
    }
    try {
      const { body, ...head } = whole(await rule.answer(call));
      ask('answer', { id, ...head }, body);
    } catch (error) {
      this.#runner.stray(error);
      ask('answer', { id, refused: `the test's answer to ${method} ${url} has failed` });
    }
  }
}

/** Without a stack: it was no code of the test that called. */
function unanswered(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}

function shownUrl(url: string): string {
  return url.replace(/\?.*$/s, '').replaceAll("'", '%27');
}

/** `*` stands for any characters; without a query in the pattern, any query fits. */
function fitting(pattern: unknown): (call: OutboundCall) => boolean {
  if (pattern instanceof RegExp) {
    return ({ method, url }) => new RegExp(pattern).test(`${method} ${url}`);
  }
  const [, method, url] = /^\s*(?:([A-Za-z]+)\s+)?(\S+)\s*$/.exec(String(pattern)) ?? [];
  if (url === undefined || !/^(https?|wss?|\*):/.test(url) && !url.startsWith('*')) {
    throw new TypeError(`outbound: ${String(pattern)} (expected: a URL such as 'https://api.example.org/users/*', with a method before it where that counts, or a RegExp)`);
  }
  const escaped = url.split(/\*+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}${url.includes('?') ? '' : '(?:\\?.*)?'}$`, 's');
  const withSlash = /^[a-z]+:\/\/[^/?]*$/.test(url) ? new RegExp(`^${escaped.join('.*')}/(?:\\?.*)?$`, 's') : expression;
  return (call) => (method === undefined || method.toUpperCase() === call.method) && (expression.test(call.url) || withSlash.test(call.url));
}

/** An answer with all that it leaves out. */
function whole(given: Given): { status: number; headers: Record<string, string>; fails: string; body: Uint8Array } {
  const answer: Answer = typeof given === 'string' ? { body: given } : typeof given === 'number' ? { status: given } : given;
  if (typeof answer !== 'object' || (answer as unknown) === null) {
    throw new TypeError('outbound.answer: no answer (expected: a text, a status, or { status, headers, body, json, fails })');
  }
  const unknown = Object.keys(answer).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    const meant = nearest(unknown, KEYS);
    throw new TypeError(`outbound.answer: an answer has no '${unknown}'${meant === undefined ? ` (expected: ${KEYS.join(', ')})` : `: did you mean '${meant}'?`}`);
  }
  const status = answer.status ?? 200;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new TypeError(`outbound.answer: status: ${String(status)} (expected: 200 to 599)`);
  }
  const fails = answer.fails ?? '';
  if (fails !== '' && !FAILURES.includes(fails)) {
    throw new TypeError(`outbound.answer: fails: '${fails}' (expected: ${FAILURES.map((each) => `'${each}'`).join(', ')})`);
  }
  const headers = Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const isJson = answer.json !== undefined;
  const content = isJson ? JSON.stringify(answer.json) : (answer.body ?? '');
  if (typeof content === 'string' && content !== '') {
    headers['content-type'] ??= isJson ? 'application/json' : 'text/plain; charset=utf-8';
  }
  return { status, headers, fails, body: typeof content === 'string' ? new TextEncoder().encode(content) : content };
}

declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
