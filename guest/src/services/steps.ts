/**
 * What takes several ops, written once for code that waits and for code that does not: a generator gives ops and is given their answers.
 * Every method `x` of a service that may wait has `xAsync` beside it, which gives a promise.
 */
import { callLater, type TextAndBytes } from '../boundary/ops';
import { here, placedLater } from '../fetch/place';
import { call } from '../host/host';

/** An op, its text, and bytes with it. */
export type Step = readonly [op: string, text: string, bytes?: Uint8Array | undefined];

export type Steps<T> = Generator<Step, T, TextAndBytes>;

/** Runs the ops, and waits for each. */
export function now<T>(steps: Steps<T>): T {
  return run(steps, steps.next());
}

function run<T>(steps: Steps<T>, first: IteratorResult<Step, T>): T {
  let step = first;
  while (step.done !== true) {
    let answer: TextAndBytes;
    try {
      answer = answered(...step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

function answered(op: string, text: string, bytes?: Uint8Array): TextAndBytes {
  const answer = call(op, text, bytes);
  return typeof answer === 'string' ? { text: answer, bytes: undefined } : { text: '', bytes: answer as ArrayBuffer };
}

/** The same, with a promise. */
export function later<T>(steps: () => Steps<T>): Promise<T> {
  return placedLater(runLater(steps), here());
}

async function runLater<T>(begin: () => Steps<T>): Promise<T> {
  const steps = begin();
  let step = steps.next();
  while (step.done !== true) {
    let answer: TextAndBytes;
    try {
      answer = await callLater(...step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

/** Both forms of a method. */
export type Both<F> = F extends Record<string, (...args: any[]) => Steps<unknown>>
  ? { readonly [K in keyof F]: F[K] extends (...args: infer A) => Steps<infer T> ? (...args: A) => T : never } & {
      readonly [K in keyof F as `${K & string}Async`]: F[K] extends (...args: infer A) => Steps<infer T> ? (...args: A) => Promise<T> : never;
    }
  : never;

/** Gives each method, and beside it the one with `Async` behind its name. */
export function both<F extends Record<string, (...args: any[]) => Steps<any>>>(methods: F): Both<F> {
  const made: Record<string, (...args: unknown[]) => unknown> = {};
  for (const [name, method] of Object.entries(methods)) {
    made[name] = (...args) => now(method(...args));
    made[`${name}Async`] = (...args) => later(() => method(...args));
  }
  return made as unknown as Both<F>;
}
