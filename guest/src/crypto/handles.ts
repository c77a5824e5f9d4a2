/** What the host has open for objects of the guest, and closes when they are gone. */
import { call } from '../host/host';
import { now } from './call';

/** Objects that have ended without a word are looked for when there are so many, and then twice as many as were left. */
const FEW = 128;
const opened = new Map<number, WeakRef<object>>();
let next = FEW;

function sweep(): void {
  for (const [handle, owner] of opened) {
    if (owner.deref() === undefined) {
      opened.delete(handle);
      now('close', `${handle}`);
    }
  }
  next = Math.max(FEW, 2 * opened.size);
}

/** Opens something for an object. */
export function open(owner: object, begin: () => string): number {
  if (opened.size >= next) {
    sweep();
  }
  let number: string;
  try {
    number = begin();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'bound' || opened.size < FEW) {
      throw error;
    }
    call('crypto.collect', '');
    sweep();
    number = begin();
  }
  const handle = Number(number);
  opened.set(handle, new WeakRef(owner));
  return handle;
}

/** The host has closed it. */
export function ended(handle: number): void {
  opened.delete(handle);
}
