import type { Callback } from '../callback';

/** Says whether a condition holds, and where it does not, with which message. */
type Verdict = (ok: unknown, message?: string) => void;
type Condition = (this: unknown, ...args: unknown[]) => unknown;

const PRECONDITION_FAILED = 412;
const BAD_REQUEST = 400;

/** Goes on where `requires(params…, cb(ok, message))` says so; otherwise answers 412. */
export function required(condition: unknown, context: unknown, args: readonly unknown[], answer: Callback, goOn: () => void): void {
  ask(condition, context, args, (ok, message) => {
    if (ok) {
      goOn();
    } else {
      answer(message ?? 'Precondition failed', PRECONDITION_FAILED);
    }
  });
}

/** The callback that answers the result where `ensures(params…, result, cb(ok, message))` says so, and otherwise 400. */
export function ensured(condition: unknown, context: unknown, args: readonly unknown[], answer: Callback): Callback {
  // As they are now: the handler gets a callback behind them.
  const own = [...args];
  return (value, ...rest) => {
    ask(condition, context, [...own, value], (ok, message) => {
      if (ok) {
        answer(value, ...rest);
      } else {
        answer(message ?? 'Postcondition failed.', BAD_REQUEST);
      }
    });
  };
}

function ask(condition: unknown, context: unknown, args: readonly unknown[], verdict: Verdict): void {
  let said = false;
  (condition as Condition).call(context, ...args, (ok: unknown, message?: string) => {
    if (!said) {
      said = true;
      verdict(ok, message);
    }
  });
}
