/**
 * A call that code stands for, and the same for code that goes on: both make it in the same steps. A step is what has to be waited for.
 */
import { callLater } from '../../boundary/ops';
import { current } from '../../contexts/context';
import { begin, failure, incoming, joined, newName, OutboundError, payload, type Incoming, type Outgoing } from '../../fetch/calls';
import { call, callText, settings } from '../../host/host';

/** An answer with its whole body: as text where the host could decode it. */
export interface Whole extends Omit<Incoming, 'body' | 'text'> {
  readonly body: string | Uint8Array;
}

export type Step = { readonly outgoing: Outgoing & { readonly body: Uint8Array | undefined } } | { readonly pause: number };

/** What is done step by step; each gives an answer, or nothing for a pause. */
export type Steps<T> = Generator<Step, T, Whole | undefined>;

const decoder = new TextDecoder('utf-8');

/** Runs the steps while the worker waits. */
export function now<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (next.done !== true) {
    let given: Whole | undefined;
    try {
      given = 'pause' in next.value ? pauseNow(next.value.pause) : callNow(next.value.outgoing);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(given);
  }
  return next.value;
}

/** Runs the steps while other code goes on. */
export async function later<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) {
    let given: Whole | undefined;
    try {
      given = 'pause' in next.value ? await pauseLater(next.value.pause) : await callAndRead(next.value.outgoing);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(given);
  }
  return next.value;
}

function pauseNow(millis: number): undefined {
  callText('outbound.pause', String(millis));
  return undefined;
}

async function pauseLater(millis: number): Promise<undefined> {
  await callLater('outbound.pause', String(millis));
  return undefined;
}

async function callAndRead(outgoing: Outgoing): Promise<Whole> {
  const { body, text, ...head } = await begin(outgoing).answer;
  return { ...head, body: text ?? (await body.all()) };
}

function op(name: string, text: string, bytes?: Uint8Array): unknown {
  try {
    return call(name, text, bytes);
  } catch (error) {
    throw failure(error);
  }
}

/** A text and bytes out of one block: four bytes with the text's length, the text, the bytes. */
function unpacked(block: ArrayBuffer): { text: string; bytes: Uint8Array } {
  const length = new DataView(block).getUint32(0);
  return { text: decoder.decode(new Uint8Array(block, 4, length)), bytes: new Uint8Array(block, 4 + length) };
}

function callNow(outgoing: Outgoing & { readonly body: Uint8Array | undefined }): Whole {
  const name = newName();
  const answer = op('outbound.now', payload(name, outgoing, outgoing.body?.length ?? 0), outgoing.body);
  if (typeof answer === 'string') {
    const { status, reason, headers, text } = incoming(name, { text: answer, bytes: undefined });
    return { status, reason, headers, body: text ?? '' };
  }
  const first = unpacked(answer as ArrayBuffer);
  const { status, reason, headers, body } = incoming(name, { text: first.text, bytes: undefined });
  const parts = [first.bytes];
  let { length } = first.bytes;
  for (let open = body.isOpen; open;) {
    const more = unpacked(op('outbound.readNow', name) as ArrayBuffer);
    open = more.text !== 'e';
    parts.push(more.bytes);
    length += more.bytes.length;
  }
  return { status, reason, headers, body: joined(parts, length) };
}

/** Milliseconds that a call may take so that the exchange can still do something about it. */
export function timeLeft(): number {
  const { number } = current().account;
  const left = number === 0 ? settings.limits.wall : Number(callText('left', String(number)));
  return Math.max(1, Math.floor(left - Math.min(250, left / 10)));
}

export { OutboundError };
