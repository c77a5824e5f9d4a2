import { Account, began, current, enter } from '../contexts/context';
import { outside } from '../runtime/loop';
import { whenSettled } from '../runtime/thenables';
import { leaving } from '../runtime/ticks';
import { AbortController, type AbortSignal } from '../runtime/abort';
import { dropTimers } from '../runtime/drop';
import { mapped } from '../log/stack';
import { call } from '../host/host';
import { log } from '../log/log';
import { plain } from '../host/primordials';

const enum State {
  /** It has no answer yet. */
  OPEN,
  /** It has one, which has not left: the slice is not over. */
  ANSWERED,
  /** Its answer has left. What it was asked to wait for may go on. */
  LEFT,
}

/** An exchange that the guest has begun: what it has set up, and what is to become of it. */
export abstract class Exchange extends Account {
  /** The exchange on whose account code runs at the moment, or undefined. */
  static current(): Exchange | undefined {
    const { account } = current();
    return account instanceof Exchange ? account : undefined;
  }

  /** The client has gone, or waits no longer. */
  protected abstract gone(): void;

  /** From now on nothing that it says counts. */
  protected abstract close(): void;

  /** Why it has no answer yet, for the author; undefined where there is nothing to say. */
  protected waitsFor(): string | undefined {
    return undefined;
  }

  /** Which request it is, for the author; empty where it is none. */
  protected asked(): string {
    return '';
  }

  static asked(exchange: Exchange): string {
    try {
      return exchange.asked();
    } catch {
      // Of what an add-on has made of its request.
      return '';
    }
  }

  static waitsFor(exchange: Exchange): string | undefined {
    return exchange.waitsFor();
  }

  #state = State.OPEN;
  /** Promises that were given to `waitUntil` and have not settled. */
  #held = 0;
  /** What ends it, when nothing is pending any more. */
  #conclude: (() => void) | undefined;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  /** Aborted when the client has gone, or waits no longer. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) {
        this.#controller.abort(this.#reason);
      }
    }
    return this.#controller.signal;
  }

  /** Keeps the exchange after its answer until a promise has settled. */
  waitUntil(promise: PromiseLike<unknown>): void {
    if (this.#state === State.LEFT && this.#held === 0) {
      throw new Error('waitUntil: the request has been answered, and nothing was kept of it (call it before, or while other work is kept)');
    }
    if (this.#held++ === 0) {
      call('hold', `${this.number}`);
    }
    whenSettled(
      promise,
      () => {
        this.#release();
      },
      (error) => {
        log('error', `what the request waited for after its answer failed: ${mapped(error)}`, this.number);
        this.#release();
      },
    );
  }

  #release(): void {
    if (--this.#held === 0) {
      call('release', `${this.number}`);
      if (this.#state === State.LEFT) {
        kept.delete(this.number);
      }
    }
  }

  /** It has done what it does by itself, without an answer: `conclude` makes one when nothing is pending any more. */
  static concludeWhenIdle(exchange: Exchange, conclude: () => void): void {
    if (exchange.pending === 0 && exchange.#reason === undefined) {
      conclude();
    } else {
      exchange.#conclude ??= conclude;
      ending.add(exchange);
    }
  }

  static answered(exchange: Exchange): boolean {
    const first = exchange.#state === State.OPEN;
    if (first) {
      exchange.#state = State.ANSWERED;
    }
    return first;
  }

  static left(exchange: Exchange): void {
    exchange.#state = State.LEFT;
    if (exchange.#held > 0) {
      kept.set(exchange.number, exchange);
    }
  }

  /** The host has it no longer to answer. Its code runs on, and is told. */
  static abandon(exchange: Exchange, reason: Error): void {
    if (exchange.#reason === undefined) {
      exchange.#reason = reason;
      exchange.#conclude = () => {
        exchange.close();
        answered(exchange.number, { message: () => `${exchange.number}\x00499\0\0\0-\0` });
      };
      ending.add(exchange);
      exchange.gone();
      exchange.#controller?.abort(reason);
    }
  }

  static drop(exchange: Exchange): void {
    exchange.#state = State.LEFT;
    exchange.close();
    dropTimers(exchange);
  }

  static conclude(exchange: Exchange): void {
    const conclude = exchange.#conclude;
    if (exchange.#state === State.OPEN && conclude !== undefined) {
      enter(exchange);
      conclude();
    }
  }
}

/**
 * An answer that is complete but for what the rest of the slice may still change in the session. Its message is asked for once,
 * when it leaves.
 */
export interface Answer {
  message(): string;
}

const open = new Map<number, Exchange>();
/** Those that were answered and go on. */
const kept = new Map<number, Exchange>();
/** Those that end when nothing is pending any more. */
const ending = new Set<Exchange>();

/** Answers that wait to be collected, as a list that no setter of `Array.prototype` sees. */
interface Completed {
  readonly exchange: Exchange;
  readonly answer: Answer;
  next: Completed | undefined;
}
let first: Completed | undefined;
let last: Completed | undefined;

/** The exchange whose `exchange` call is still on the stack, and its answer. */
let inCall: Exchange | undefined;
let direct: Answer | undefined;
let undelivered: string | undefined;
/** The one that was begun last, which may have ended. */
let latest: Exchange | undefined;

/** The number of the exchange on whose account code runs at the moment; 0 for none. */
export function currentExchange(): number {
  return current().account.number;
}

/**
 * Runs an exchange within the host's call; returns its answer if it was complete at the end, else keeps it open. `start` must not
 * throw.
 */
export function run(exchange: Exchange, start: () => void): string | null {
  outside();
  began(exchange);
  inCall = exchange;
  direct = undefined;
  latest = exchange;
  start();
  leaving();
  inCall = undefined;
  const answer = direct as Answer | undefined;
  if (answer === undefined) {
    open.set(exchange.number, exchange);
    return null;
  }
  direct = undefined;
  Exchange.left(exchange);
  const message = answer.message();
  // Microtasks run before the host has it, and may be another's that is stopped in them.
  undelivered = open.size > 0 ? message : undefined;
  return message;
}

/** The answer that the last exchange's call was to return. */
export function again(): string | null {
  return undelivered ?? null;
}

/** An exchange has its answer. */
export function answered(number: number, answer: Answer): void {
  const exchange = inCall?.number === number ? inCall : open.get(number);
  if (exchange === undefined || !Exchange.answered(exchange)) {
    return;
  }
  if (exchange === inCall) {
    direct = answer;
  } else {
    open.delete(number);
    const entry: Completed = { exchange, answer, next: undefined };
    if (last === undefined) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
  }
}

/** An exchange that the guest has not done with. */
export function find(number: number): Exchange | undefined {
  return inCall?.number === number ? inCall : (open.get(number) ?? kept.get(number) ?? completed(({ exchange }) => exchange.number === number));
}

/** Which request an exchange is, for a line of its own in the log; empty where that is not known. */
export function requestOf(number: number): string {
  const exchange = number === 0 ? undefined : (find(number) ?? (latest?.number === number ? latest : undefined));
  const asked = exchange === undefined ? '' : Exchange.asked(exchange);
  return asked === '' ? '' : `${asked}: `;
}

/** The first of those that were answered since the last `collect` that is as asked. */
function completed(is: (entry: Completed) => boolean): Exchange | undefined {
  for (let entry = first; entry !== undefined; entry = entry.next) {
    if (is(entry)) {
      return entry.exchange;
    }
  }
  return undefined;
}

/** A promise that nobody handles was rejected: whether an exchange fails with that, or has failed. */
export function takesRejection(error: unknown, number: number): boolean {
  const own = find(number);
  if (own !== undefined && Exchange.takes(own, error, true)) {
    return true;
  }
  if (typeof error !== 'object' || error === null) {
    return false;
  }
  // Promises hand what they are rejected with on to others, some of which are nobody's.
  for (const exchange of open.values()) {
    if (Exchange.takes(exchange, error, false)) {
      return true;
    }
  }
  return completed(({ exchange }) => Exchange.takes(exchange, error, false)) !== undefined;
}

/** Bytes that the answer to come will have as its body. */
export function answerBytes(number: number, bytes: Uint8Array): void {
  call('answer.bytes', `${number}`, plain(bytes));
}

/** The answers that were completed since the last call. Microtasks have run by now, so that what is not pending does not come. */
export function collect(): string | null {
  if (ending.size > 0) {
    for (const exchange of ending) {
      if (exchange.pending === 0) {
        ending.delete(exchange);
        Exchange.conclude(exchange);
      }
    }
  }
  if (first === undefined) {
    return null;
  }
  let entry: Completed | undefined = first;
  first = last = undefined;
  let all = '';
  for (; entry !== undefined; entry = entry.next) {
    Exchange.left(entry.exchange);
    ending.delete(entry.exchange);
    const message = entry.answer.message();
    all += `${message.length}\0${message}`;
  }
  return all;
}

/**
 * The host has nobody any more to give its answer to.
 *
 * @param late whether that is because its time is over
 */
export function abandon(number: number, reason: Error, late: boolean): void {
  const exchange = open.get(number);
  if (exchange !== undefined) {
    outside();
    began(exchange);
    const waits = late ? Exchange.waitsFor(exchange) : undefined;
    if (waits !== undefined) {
      log('warn', waits, number);
    }
    Exchange.abandon(exchange, reason);
    leaving();
  }
}

/** Runs something on the account of an exchange that has no end yet. */
export function enterOpen(number: number, action: () => void): void {
  const exchange = open.get(number);
  if (exchange !== undefined) {
    outside();
    began(exchange);
    action();
    leaving();
  }
}

/** The time is over also for what was to follow. */
export function drop(number: number): void {
  const exchange = open.get(number) ?? kept.get(number);
  if (exchange !== undefined) {
    open.delete(number);
    kept.delete(number);
    ending.delete(exchange);
    Exchange.drop(exchange);
  }
}
