import { callerPosition, explained } from '../log/stack';
import { shortTime } from './times';

/** What a test or a suite was registered with, as in `node:test`. */
export interface Options {
  readonly only?: boolean;
  readonly skip?: boolean | string;
  readonly todo?: boolean | string;
  /** Milliseconds; what `annex test` was told where it is absent. */
  readonly timeout?: number;
  readonly plan?: number;
  /** Aborted, it ends the test, which has failed. */
  readonly signal?: AbortSignal;
}

export type Body = (...args: any[]) => unknown;

export const HOOKS = ['before', 'after', 'beforeEach', 'afterEach'] as const;
export type HookName = (typeof HOOKS)[number];

interface Hook {
  readonly body: Body;
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A test, a suite, or the file itself. */
export class Entry {
  readonly children: Entry[] = [];
  readonly hooks: Readonly<Record<HookName, Hook[]>> = { before: [], after: [], beforeEach: [], afterEach: [] };
  /** What nobody has caught while it ran, and what the add-on called without an answer. */
  readonly strays: unknown[] = [];
  readonly diagnostics: string[] = [];
  /** What ends when the entry does. */
  readonly onEnd: (() => void)[] = [];
  /** The body of a suite: done, or what it waits for. */
  collected: Promise<void> | undefined;
  failure: { readonly error: unknown } | undefined;
  /** How many of its children have failed. */
  failed = 0;
  options: Options;

  constructor(
    readonly parent: Entry | undefined,
    readonly kind: 'file' | 'suite' | 'test',
    readonly name: string,
    options: Options,
    readonly body: Body | undefined,
    readonly place: string,
  ) {
    this.options = options;
  }

  /** The names from the outermost to its own. */
  get path(): readonly string[] {
    return this.parent === undefined ? [] : [...this.parent.path, this.name];
  }

  /** Those around it, the innermost first; and itself. */
  get chain(): readonly Entry[] {
    return this.parent === undefined ? [this] : [this, ...this.parent.chain];
  }

  /** Whether it, or something in it, says `only`. */
  get asksAlone(): boolean {
    return this.options.only === true || this.children.some((child) => child.asksAlone);
  }
}

/** What the arguments of `test`, `describe` and their likes mean: each of them may be left out. */
export function registered(parent: Entry, kind: 'suite' | 'test', args: readonly unknown[], more: Options, place: string): Entry {
  const name = args.find((each) => typeof each === 'string');
  const body = args.find((each) => typeof each === 'function') as Body | undefined;
  const options = args.find((each) => typeof each === 'object' && each !== null) as Options | undefined;
  const fallback = body === undefined || body.name === '' ? '<anonymous>' : body.name;
  return new Entry(parent, kind, name ?? fallback, { ...options, ...more }, body, place);
}

/** Where the author's code has called. */
export function here(): string {
  return callerPosition();
}

/** An error as the report has it: with the author's places, and the line of the innermost. */
export function told(error: unknown): string {
  return explained(error);
}

/** Ends with what a body returns, or fails when that takes too long, or when it is told to. */
export async function within(milliseconds: number, what: string, start: () => unknown, signal?: AbortSignal): Promise<void> {
  let timer: unknown;
  let abort = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    if (Number.isFinite(milliseconds) && milliseconds > 0) {
      timer = setTimeout(() => {
        reject(new TooLate(`${what} did not end within ${shortTime(milliseconds)} (limit: the timeout of tests; { timeout: ms } in the test, or annex test --timeout)`));
      }, milliseconds);
    }
  });
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      reject(new Aborted(what, signal));
    };
  });
  late.catch(() => undefined);
  aborted.catch(() => undefined);
  signal?.addEventListener('abort', abort);
  try {
    if (signal?.aborted === true) {
      abort();
      await aborted;
    }
    await Promise.race([Promise.resolve(start()), late, aborted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function shownReason(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** A test, or a hook, was told to end. */
export class Aborted extends Error {
  constructor(what: string, signal: AbortSignal | undefined) {
    const message = `${what} was aborted by its signal: ${shownReason(signal?.reason)}`;
    super(message);
    this.name = 'AbortError';
    this.stack = `${this.name}: ${message}`;
  }
}

/** A test, or a hook, took longer than it may. */
export class TooLate extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
    this.stack = `${this.name}: ${message}`;
  }
}

declare function setTimeout(callback: () => void, delay: number): unknown;
declare function clearTimeout(timer: unknown): void;
