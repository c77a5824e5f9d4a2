import { call } from './host';
import { push } from './primordials';

/** An exchange that the guest has begun and not yet answered. */
export interface Exchange {
  readonly number: number;
  /** The host gave it up. */
  abandoned(): void;
}

const open = new Map<number, Exchange>();
let completed: string[] = [];

/** The exchange on whose account code runs at the moment; 0 for none. */
let current = 0;
/** The answer of the exchange whose `exchange` call is still on the stack. */
let direct: string | null = null;
let inCall = 0;

export function currentExchange(): number {
  return current;
}

export function runAs(number: number): void {
  current = number;
}

/** Runs an exchange within the host's call; returns its answer if it was complete at the end, else keeps it open. */
export function run(exchange: Exchange, start: () => void): string | null {
  current = inCall = exchange.number;
  direct = null;
  open.set(exchange.number, exchange);
  start();
  inCall = 0;
  const answer = direct;
  direct = null;
  return answer;
}

/** An exchange has its answer. */
export function answer(number: number, message: string): void {
  if (!open.delete(number)) {
    return;
  }
  if (number === inCall) {
    direct = message;
  } else {
    push(completed, message);
  }
}

/** Bytes that the answer to come will have as its body. */
export function answerBytes(number: number, bytes: Uint8Array): void {
  call('answer.bytes', String(number), bytes);
}

export function collect(): string | null {
  if (completed.length === 0) {
    return null;
  }
  let all = '';
  for (let i = 0; i < completed.length; i++) {
    const message = completed[i] as string;
    all += `${message.length}\0${message}`;
  }
  completed = [];
  return all;
}

export function abandon(number: number): void {
  const exchange = open.get(number);
  open.delete(number);
  exchange?.abandoned();
}

export function isOpen(number: number): boolean {
  return open.has(number);
}
