import { call } from './host';
import { plain } from './primordials';

/** An exchange that the guest has begun and not yet answered. */
export interface Exchange {
  readonly number: number;
  /** The host gave it up. */
  abandoned(): void;
}

/**
 * An answer that is complete but for what the rest of the slice may still change in the session. Its message is asked for once,
 * when it leaves.
 */
export interface Answer {
  message(): string;
}

const open = new Map<number, Exchange>();

/** Answers that wait to be collected, as a list that no setter of `Array.prototype` sees. */
interface Completed {
  readonly answer: Answer;
  next: Completed | undefined;
}
let first: Completed | undefined;
let last: Completed | undefined;

/** The exchange on whose account code runs at the moment; 0 for none. */
let current = 0;
/** The answer of the exchange whose `exchange` call is still on the stack. */
let direct: Answer | undefined;
/** The number of that exchange; 0 for none. */
let inCall = 0;

export function currentExchange(): number {
  return current;
}

export function runAs(number: number): void {
  current = number;
}

/**
 * Runs an exchange within the host's call; returns its answer if it was complete at the end, else keeps it open. `start` must not
 * throw.
 */
export function run(exchange: Exchange, start: () => void): string | null {
  const { number } = exchange;
  current = inCall = number;
  direct = undefined;
  start();
  inCall = 0;
  const answer = direct as Answer | undefined;
  if (answer === undefined) {
    open.set(number, exchange);
    return null;
  }
  direct = undefined;
  return answer.message();
}

/** An exchange has its answer. */
export function answered(number: number, answer: Answer): void {
  if (number === inCall) {
    direct = answer;
  } else if (open.delete(number)) {
    const entry: Completed = { answer, next: undefined };
    if (last === undefined) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
  }
}

/** Bytes that the answer to come will have as its body. */
export function answerBytes(number: number, bytes: Uint8Array): void {
  call('answer.bytes', `${number}`, plain(bytes));
}

/** The answers that were completed since the last call. */
export function collect(): string | null {
  if (first === undefined) {
    return null;
  }
  let entry: Completed | undefined = first;
  first = last = undefined;
  let all = '';
  for (; entry !== undefined; entry = entry.next) {
    const message = entry.answer.message();
    all += `${message.length}\0${message}`;
  }
  return all;
}

export function abandon(number: number): void {
  const exchange = open.get(number);
  open.delete(number);
  exchange?.abandoned();
}

export function isOpen(number: number): boolean {
  return number !== 0 && (number === inCall || open.has(number));
}
