import { call } from './host';
import { push } from './primordials';

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
let completed: Answer[] = [];

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
    push(completed, answer);
  }
}

/** Bytes that the answer to come will have as its body. */
export function answerBytes(number: number, bytes: Uint8Array): void {
  call('answer.bytes', String(number), bytes);
}

/** The answers that were completed since the last call. */
export function collect(): string | null {
  if (completed.length === 0) {
    return null;
  }
  const answers = completed;
  completed = [];
  let all = '';
  for (let i = 0; i < answers.length; i++) {
    const message = (answers[i] as Answer).message();
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
