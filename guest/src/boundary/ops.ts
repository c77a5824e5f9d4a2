import { currentExchange, isOpen, runAs } from './exchanges';
import { call } from './host';

interface Waiting {
  readonly exchange: number;
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
    const exchange = currentExchange();
    waiting.set(number, { exchange, resolve: answered, reject });
    try {
      call('op', `${number}\0${exchange}\0${name}\0${payload}`, bytes);
    } catch (error) {
      waiting.delete(number);
      throw error;
    }
  });
}

/** The host has answered; what waited goes on, on account of the exchange that called. */
export function settle(number: number, ok: boolean, text: string, bytes?: ArrayBuffer): void {
  const op = waiting.get(number);
  if (op === undefined) {
    return;
  }
  waiting.delete(number);
  runAs(isOpen(op.exchange) ? op.exchange : 0);
  if (ok) {
    op.resolve(text, bytes);
  } else {
    op.reject(new Error(text));
  }
}
