import { part } from '../host/parts';
import { ask } from './host';
import { MockTracker } from './mock';
import { Aborted, Entry, here, registered, told, within, type Body, type HookName, type Options } from './tree';

/** What the host is told of, one at a time. */
type Said =
  | { readonly kind: 'begins'; readonly path: readonly string[]; readonly suite: boolean }
  | { readonly kind: 'ended'; readonly path: readonly string[]; readonly suite: boolean; readonly outcome: Outcome; readonly ms: number; readonly why: string; readonly place: string; readonly notes: readonly string[] };

type Outcome = 'passed' | 'failed' | 'skipped' | 'todo';

/** Tests may put another in its place. */
const later = setTimeout;

/** Skipped by its own body. */
const SKIPPED = Symbol('skipped');

/** `node:assert`, which the tests have from the same place. */
export function assertModule(): Record<string, unknown> & Body {
  return (part('node') as { assert(): Record<string, unknown> & Body }).assert();
}

/** Runs the tests of a file, one after the other, in the way of `node:test`. */
export class Runner {
  file = new Entry(undefined, 'file', '', {}, undefined, '');
  readonly mock = new MockTracker();
  readonly #timeout: number;
  readonly #pattern: RegExp | undefined;
  /** Where `test` and its likes register. */
  #collecting: Entry = this.file;
  /** The test that runs, or the suite whose hooks do. */
  #running: Entry | undefined;
  #alone = false;
  #began = false;
  #failedBefore: { readonly error: unknown } | undefined;

  constructor(timeout: number, pattern: string) {
    this.#timeout = timeout;
    this.#pattern = pattern === '' ? undefined : new RegExp(pattern);
  }

  /** The test that runs, or the one whose hooks do; the file itself where none does. */
  get running(): Entry {
    return this.#running ?? this.file;
  }

  /** Something went wrong that no promise of a test's tells. */
  stray(error: unknown): void {
    this.running.strays.push(error);
  }

  begin(): void {
    this.file = new Entry(undefined, 'file', '', {}, undefined, '');
    this.#collecting = this.file;
    this.#running = undefined;
    this.#began = false;
    this.#failedBefore = undefined;
  }

  // ---- what a file registers

  /** `test` and `it`. A promise of its end where it is a subtest; of nothing at the top level, where it runs when the file has been read. */
  test(args: readonly unknown[], more: Options): Promise<void> {
    const parent = this.#running?.kind === 'test' ? this.#running : this.#collecting;
    return this.testIn(parent, args, more);
  }

  testIn(parent: Entry, args: readonly unknown[], more: Options): Promise<void> {
    const entry = registered(parent, 'test', args, more, here());
    parent.children.push(entry);
    return parent.kind === 'test' ? Context.subtest(parent, () => this.#run(entry)) : Promise.resolve();
  }

  /** `describe` and `suite`: what its body registers. */
  suite(args: readonly unknown[], more: Options): Promise<void> {
    const parent = this.#collecting;
    const entry = registered(parent, 'suite', args, more, here());
    parent.children.push(entry);
    if (entry.body === undefined || (entry.options.skip ?? false) !== false) {
      return Promise.resolve();
    }
    this.#collecting = entry;
    try {
      const result = entry.body(new Context(this, entry));
      if (result instanceof Promise) {
        entry.collected = result.then(
          () => undefined,
          (error: unknown) => {
            entry.failure = { error };
          },
        );
      }
    } catch (error) {
      entry.failure = { error };
    } finally {
      this.#collecting = parent;
    }
    return Promise.resolve();
  }

  hook(name: HookName, body: unknown, options: unknown, entry = this.#running?.kind === 'test' ? this.#running : this.#collecting): void {
    if (typeof body !== 'function') {
      throw new TypeError(`${name}: no function (expected: what is to be done, such as ${name}(() => { … }))`);
    }
    const { timeout, signal } = (options ?? {}) as Options;
    entry.hooks[name].push({ body: body as Body, timeout, signal });
  }

  // ---- what it then runs

  /** The file has been read: the names of what it has registered, in order. */
  collected(): readonly string[] {
    this.#alone = this.file.asksAlone;
    return this.file.children.map(({ name }) => name);
  }

  async runTop(index: number): Promise<void> {
    if (!this.#began) {
      this.#began = true;
      try {
        await this.#hooks(this.file, this.file, 'before');
      } catch (error) {
        this.#failedBefore = { error };
      }
    }
    await this.#run(this.file.children[index] as Entry);
  }

  async finish(): Promise<string> {
    try {
      if (this.#began) {
        await this.#hooks(this.file, this.file, 'after');
      }
      await turn();
      return this.file.strays.map(told).join('\n\n');
    } catch (error) {
      return told(error);
    } finally {
      this.mock.reset();
      ends(this.file);
    }
  }

  /** Whether it is asked for: by name, and where others say `only`. */
  #wanted(entry: Entry): boolean {
    const isNamed = (each: Entry): boolean =>
      this.#pattern === undefined || each.chain.some(({ path, name }) => this.#pattern?.test(name) === true || this.#pattern?.test(path.join(' ')) === true) || each.children.some(isNamed);
    const isAlone = !this.#alone || entry.asksAlone || entry.chain.some(({ options }) => options.only === true);
    return isAlone && isNamed(entry);
  }

  async #run(entry: Entry): Promise<void> {
    await entry.collected;
    if (!this.#wanted(entry)) {
      return;
    }
    const skip = entry.options.skip ?? false;
    const suite = entry.kind === 'suite';
    if (skip !== false || (entry.body === undefined && !suite)) {
      this.#say(entry, skip === false && entry.options.todo !== undefined ? 'todo' : 'skipped', 0, typeof skip === 'string' ? skip : '');
      return;
    }
    say({ kind: 'begins', path: entry.path, suite });
    const before = this.#running;
    this.#running = entry;
    const started = performance.now();
    let failure: { readonly error: unknown } | undefined = entry.failure;
    try {
      failure ??= await (suite ? this.#suite(entry) : this.#test(entry));
      if (!suite) {
        // What it has left rejected is told of at the end of the turn.
        await turn();
      }
    } finally {
      this.#running = before;
      ends(entry);
    }
    if (!suite && entry.failed > 0) {
      failure ??= { error: subtestsFailed(entry.failed) };
    }
    const [stray] = entry.strays;
    failure ??= entry.strays.length === 0 ? undefined : { error: stray };
    this.#conclude(entry, failure, performance.now() - started);
  }

  #conclude(entry: Entry, failure: { readonly error: unknown } | undefined, ms: number): void {
    const { todo } = entry.options;
    if (failure?.error === SKIPPED) {
      this.#say(entry, 'skipped', ms, typeof entry.options.skip === 'string' ? entry.options.skip : '');
    } else if (todo !== undefined && todo !== false) {
      this.#say(entry, 'todo', ms, failure === undefined ? (typeof todo === 'string' ? todo : '') : toldAll(failure.error, entry));
    } else {
      const failed = failure !== undefined || entry.failed > 0;
      if (failed && entry.parent !== undefined) {
        entry.parent.failed++;
      }
      this.#say(entry, failed ? 'failed' : 'passed', ms, failure === undefined ? '' : toldAll(failure.error, entry));
    }
  }

  #say(entry: Entry, outcome: Outcome, ms: number, why: string): void {
    say({ kind: 'ended', path: entry.path, suite: entry.kind === 'suite', outcome, ms, why, place: entry.place, notes: entry.diagnostics });
  }

  async #suite(entry: Entry): Promise<{ readonly error: unknown } | undefined> {
    try {
      await this.#hooks(entry, entry, 'before');
      for (const child of entry.children) {
        if (entry.options.signal?.aborted === true) {
          throw new Aborted(`the suite '${entry.name}'`, entry.options.signal);
        }
        await this.#run(child);
      }
    } catch (error) {
      return { error };
    } finally {
      await this.#hooks(entry, entry, 'after').catch((error: unknown) => entry.strays.push(error));
    }
    return undefined;
  }

  async #test(entry: Entry): Promise<{ readonly error: unknown } | undefined> {
    const around = entry.chain.slice(1);
    const context = new Context(this, entry);
    let failure: { readonly error: unknown } | undefined = this.#failedBefore;
    try {
      for (const each of failure === undefined ? [...around].reverse() : []) {
        await this.#hooks(each, entry, 'beforeEach', context);
      }
      if (failure === undefined) {
        await within(entry.options.timeout ?? this.#timeout, `the test '${entry.name}'`, () => Context.run(context, entry), entry.options.signal);
      }
    } catch (error) {
      failure = { error };
    }
    Context.end(context);
    try {
      for (const each of around) {
        await this.#hooks(each, entry, 'afterEach', context);
      }
      await this.#hooks(entry, entry, 'after', context);
    } catch (error) {
      failure ??= { error };
    }
    return failure;
  }

  async #hooks(of: Entry, entry: Entry, name: HookName, context = new Context(this, entry)): Promise<void> {
    for (const { body, timeout, signal } of of.hooks[name]) {
      await within(timeout ?? this.#timeout, `${name} of '${of.name === '' ? 'the file' : of.name}'`, () => body(context), signal);
    }
  }
}

/** Without a stack: each of them has said its own. */
function subtestsFailed(count: number): Error {
  const error = new Error(count === 1 ? '1 subtest failed' : `${count} subtests failed`);
  error.stack = `Error: ${error.message}`;
  return error;
}

/** Why it has failed, and what else went wrong meanwhile, which is often why. */
function toldAll(error: unknown, { strays }: Entry): string {
  return [...new Set([error, ...strays])].map(told).join('\n\n');
}

/** Lets everything run that is due. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    later(resolve, 0);
  });
}

/** What belonged to an entry goes with it. */
function ends(entry: Entry): void {
  for (const end of entry.onEnd) {
    end();
  }
}

function say(said: Said): void {
  ask('say', said);
}

/** What the body of a test is given: `t`. */
export class Context {
  readonly name: string;
  readonly fullName: string;
  readonly filePath = '';
  readonly mock = new MockTracker();
  readonly #runner: Runner;
  readonly #entry: Entry;
  readonly #controller = new AbortController();
  #planned: number | undefined;
  #asserted = 0;
  #skipped = false;
  #assert: object | undefined;
  /** Its subtests, one after the other. */
  static readonly #subtests = new WeakMap<Entry, Promise<void>>();

  constructor(runner: Runner, entry: Entry) {
    this.#runner = runner;
    this.#entry = entry;
    this.name = entry.name;
    this.fullName = entry.path.join(' > ');
    this.#planned = entry.options.plan;
  }

  static subtest(parent: Entry, run: () => Promise<void>): Promise<void> {
    const next = (Context.#subtests.get(parent) ?? Promise.resolve()).then(run);
    Context.#subtests.set(parent, next);
    return next;
  }

  static async run(context: Context, entry: Entry): Promise<void> {
    await callAsTest(entry.body as Body, context);
    let waited: Promise<void> | undefined;
    while (waited !== Context.#subtests.get(entry)) {
      waited = Context.#subtests.get(entry);
      await waited;
    }
    if (context.#skipped) {
      // What it did was not meant to count.
      throw SKIPPED as unknown as Error;
    }
    const planned = context.#planned;
    const done = context.#asserted + entry.children.length;
    if (planned !== undefined && planned !== done) {
      throw new Error(`t.plan(${planned}): ${done} assertions and subtests were made`);
    }
  }

  static end(context: Context): void {
    context.#controller.abort();
    context.mock.restoreAll();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** `node:assert`, counted for `plan`. */
  get assert(): object {
    const count = (): void => {
      this.#asserted++;
    };
    return (this.#assert ??= counted(assertModule(), count));
  }

  plan(count: number): void {
    this.#planned = count;
  }

  diagnostic(message: unknown): void {
    this.#entry.diagnostics.push(String(message));
  }

  skip(message?: unknown): void {
    this.#skipped = true;
    this.#entry.options = { ...this.#entry.options, ...(message === undefined ? {} : { skip: String(message) }) };
  }

  todo(message?: unknown): void {
    this.#entry.options = { ...this.#entry.options, todo: message === undefined ? true : String(message) };
  }

  test(...args: unknown[]): Promise<void> {
    return this.#runner.testIn(this.#entry, args, {});
  }

  before(body: unknown): void {
    // The test runs already: before all that follows is now.
    this.#runner.hook('beforeEach', once(body), undefined, this.#entry);
  }

  after(body: unknown, options?: unknown): void {
    this.#runner.hook('after', body, options, this.#entry);
  }

  beforeEach(body: unknown, options?: unknown): void {
    this.#runner.hook('beforeEach', body, options, this.#entry);
  }

  afterEach(body: unknown, options?: unknown): void {
    this.#runner.hook('afterEach', body, options, this.#entry);
  }
}

/** The body of a test, which says it is done by its promise, or by calling back where it takes two arguments. */
function callAsTest(body: Body, context: Context): unknown {
  if (body.length < 2) {
    return body(context);
  }
  return new Promise<void>((resolve, reject) => {
    body(context, (error?: unknown) => {
      if (error === undefined || error === null) {
        resolve();
      } else {
        reject(error as Error);
      }
    });
  });
}

function once(body: unknown): Body {
  let done = false;
  return (...args) => {
    if (done) {
      return undefined;
    }
    done = true;
    return (body as Body)(...args);
  };
}

function counted(assert: Record<string, unknown> & Body, count: () => void): object {
  const all: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ok: assert, ...assert })) {
    if (typeof value === 'function' && /^[a-z]/.test(name)) {
      all[name] = (...args: unknown[]): unknown => {
        count();
        return (value as Body)(...args);
      };
    }
  }
  return all;
}

declare const performance: { now(): number };
declare function setTimeout(run: () => void, milliseconds: number): unknown;
