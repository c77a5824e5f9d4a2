import { began, current, enter, type Context } from '../contexts/context';
import { outside } from '../runtime/loop';
import { leaving } from '../runtime/ticks';
import { failure } from '../host/failures';
import { call } from '../host/host';

interface Waiting {
  readonly context: Context;
  readonly resolve: (text: string, bytes: ArrayBuffer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Ops that wait for the host's answer. */
const waiting = new Map<number, Waiting>();
let lastNumber = 0;

/** A text with bytes. */
export interface TextAndBytes {
  readonly text: string;
  readonly bytes: ArrayBuffer | undefined;
}

/** Calls a service of the host that answers later; rejects with the host's message where it failed. */
export function callLater(name: string, payload: string, bytes?: Uint8Array): Promise<TextAndBytes> {
  return new Promise((resolve, reject) => {
    const answered = (text: string, block: ArrayBuffer | undefined): void => {
      resolve({ text, bytes: block });
    };
    const number = ++lastNumber;
    const context = current();
    call('op', `${number}\0${context.account.number}\0${name}\0${payload}`, bytes);
    waiting.set(number, { context, resolve: answered, reject });
    context.account.pending++;
  });
}

/** Whether there are ops that the host has not answered. */
export function opsAreOpen(): boolean {
  return waiting.size > 0;
}

/** The host has answered; what waited goes on, on account of the exchange that called. */
export function settle(number: number, ok: boolean, text: string, bytes?: ArrayBuffer): void {
  const op = waiting.get(number);
  if (op === undefined) {
    return;
  }
  waiting.delete(number);
  const { context } = op;
  outside();
  began(context.account);
  enter(context);
  context.account.pending--;
  if (ok) {
    op.resolve(text, bytes);
  } else {
    op.reject(failure(text));
  }
  leaving();
}
