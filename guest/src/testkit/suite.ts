import { kit } from './kit';
import { OutboundRules } from './outbound';
import { assertModule, Runner } from './runner';
import { HOOKS, told, within, type Options } from './tree';

interface Params {
  /** Milliseconds that a test, or a hook, may take. */
  readonly timeout: number;
  /** What names are to match; empty for all. */
  readonly name: string;
}

/** How long the top level of a file may wait for something. */
const LONGEST_READ = 30_000;

let runner: Runner | undefined;
let rules: OutboundRules | undefined;
let annexTest: object | undefined;

/** What a file of tests may require beside what add-ons may. */
export function provided(name: string): unknown {
  if (name === 'node:test') {
    return (nodeTest ??= functionsOf(runner as Runner));
  }
  return name === 'annex/test' ? (annexTest ??= kit(runner as Runner, rules as OutboundRules)) : undefined;
}

/** What the host asks of the tests; `evaluate` reads a file. */
export function suite(evaluate: (path: string) => unknown, params: Params): Record<'load' | 'run' | 'finish', (message: any) => unknown> {
  const tests = new Runner(params.timeout, params.name);
  runner = tests;
  rules = new OutboundRules(tests);
  // While the tests are there, and on nobody's account.
  rules.serve().catch((error: unknown) => {
    tests.stray(error);
  });
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.on(event, (error) => {
      tests.stray(error);
    });
  }
  return {
    load: async ({ path }: { path: string }) => {
      tests.begin();
      try {
        await within(LONGEST_READ, `reading ${path.slice(1)}`, () => evaluate(path));
        return { tests: tests.collected() };
      } catch (error) {
        return { failure: told(error) };
      }
    },
    run: ({ index }: { index: number }) => tests.runTop(index),
    finish: async () => ({ failure: await tests.finish() }),
  };
}

type Registers = ((...args: unknown[]) => Promise<void>) & Record<'only' | 'skip' | 'todo', (...args: unknown[]) => Promise<void>>;

let nodeTest: object | undefined;

/** `node:test`: the function `test`, which has all others. */
function functionsOf(tests: Runner): object {
  const kinds = (register: (args: readonly unknown[], more: Options) => Promise<void>): Registers =>
    Object.assign((...args: unknown[]) => register(args, {}), {
      only: (...args: unknown[]) => register(args, { only: true }),
      skip: (...args: unknown[]) => register(args, { skip: true }),
      todo: (...args: unknown[]) => register(args, { todo: true }),
    });
  const test = kinds((args, more) => tests.test(args, more));
  const describe = kinds((args, more) => tests.suite(args, more));
  const hooks = Object.fromEntries(
    HOOKS.map((name) => [
      name,
      (body: unknown, options: unknown) => {
        tests.hook(name, body, options);
      },
    ]),
  );
  return Object.assign(test, { test, it: test, describe, suite: describe, ...hooks, mock: tests.mock, assert: assertModule() });
}

declare const process: { on(event: string, listener: (error: unknown) => void): void };
