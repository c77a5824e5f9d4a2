import { log } from '../../log/log';
import { invoke, isDescriptor, nameOf, rewrite, type Handler } from './feature';

type Condition = (this: unknown, ...args: unknown[]) => unknown;
/** Says whether a condition holds, and where it does not, with which message. */
type Verdict = (ok: unknown, message?: string) => void;

const PRECONDITION_FAILED = 412;
const BAD_REQUEST = 400;

const applied = new WeakSet<object>();

/**
 * `requires(params…, cb(ok, message))` before the handler, `ensures(params…, results, cb(ok, message))` before the answer. With
 * `codeContracts.disableContracts`, neither is asked.
 */
function apply(descriptor: unknown): boolean {
  if (!isDescriptor(descriptor) || applied.has(descriptor) || typeof descriptor['handler'] !== 'function') {
    return false;
  }
  const { requires, ensures, handler } = descriptor;
  for (const [name, condition] of Object.entries({ requires, ensures })) {
    if (condition !== undefined && condition !== null && typeof condition !== 'function') {
      throw new TypeError(`operation ${nameOf(descriptor)}: ${name}: ${String(condition)} (expected: a function)`);
    }
  }
  if (!requires && !ensures) {
    return false;
  }
  applied.add(descriptor);
  rewrite(descriptor, function (args, callback) {
    if (codeContracts.disableContracts) {
      return (handler as Handler).call(this, ...args, callback);
    }
    const run = (): void => {
      invoke(handler, this, [...args, ensures ? ensured(nameOf(descriptor), ensures as Condition, this, args, callback) : callback]);
    };
    if (requires) {
      ask(requires as Condition, this, args, (ok, message) => {
        if (ok) {
          run();
        } else {
          callback(message ?? 'Precondition failed', PRECONDITION_FAILED);
        }
      });
    } else {
      run();
    }
    return undefined;
  });
  return true;
}

export const codeContracts: { (descriptor: unknown): boolean; disableContracts: boolean } = Object.assign(apply, { disableContracts: false });

/** The callback that answers what it was given where `ensures` says so, and otherwise 400. */
function ensured(url: string, condition: Condition, context: unknown, args: readonly unknown[], answer: (...results: unknown[]) => unknown): (...results: unknown[]) => void {
  let called = false;
  return (...results) => {
    if (called) {
      log('warn', `operation ${url}: its callback was called again, which is ignored`);
      return;
    }
    called = true;
    ask(condition, context, [...args, results], (ok, message) => {
      if (ok) {
        answer(...results);
      } else {
        answer(message ?? 'Postcondition failed.', BAD_REQUEST);
      }
    });
  };
}

/** What a condition throws, or its promise is rejected with, fails the operation. */
function ask(condition: Condition, context: unknown, args: readonly unknown[], verdict: Verdict): void {
  let said = false;
  const once: Verdict = (ok, message) => {
    if (!said) {
      said = true;
      verdict(ok, message);
    }
  };
  invoke(condition, context, [...args, once]);
}
