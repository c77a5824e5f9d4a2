import { callText } from '../../host/host';
import type { OpFailure } from '../../host/failures';

/** What a callback is told: a failure, or what the method gives. */
export type Callback<T> = (error: StorageFailure | undefined, data: T | undefined) => void;

/** A key-value store, or a collection. */
export type Kind = 'k' | 'c';

const TYPES = ['validation_failed', 'read_only', 'item_not_found', 'item_property_count_exceeded', 'illegal_method_call', 'unknown'] as const;

type Type = (typeof TYPES)[number];

/** A failure as the platform has it: an object that JSON shows whole. */
export interface StorageFailure {
  readonly dataStore: string;
  readonly type: Type;
  readonly message: string;
}

/** Where a store is, and how its failures are told. */
export class Stores {
  /** What each call begins with. */
  readonly address: string;
  readonly #name: string;

  /** Throws where the add-on has not declared it. */
  constructor(kind: Kind, name: string) {
    this.#name = name;
    this.address = `${kind}\0${name}\0`;
    try {
      callText('storage.open', `${this.address}\0`);
    } catch (error) {
      const { type, message } = failureOf(this, error);
      throw storageError(name, type, message);
    }
  }

  error(type: Type, message: string): StorageFailure {
    return { dataStore: this.#name, type, message };
  }
}

/** An error that has the same: for mistakes in the code, whose place the log shows. */
export function storageError(dataStore: string, type: Type, message: string): Error {
  const error = new Error(message);
  Object.defineProperties(error, {
    dataStore: { value: dataStore, enumerable: true },
    type: { value: type, enumerable: true },
    message: { value: message, enumerable: true, configurable: true, writable: true },
  });
  return error;
}

/** What the host or the checks before it have said. */
export function failureOf(stores: Stores, error: unknown): StorageFailure {
  if (!(error instanceof Error)) {
    return error as StorageFailure;
  }
  const { code, message } = error as OpFailure;
  return stores.error(TYPES.find((each) => each === code) ?? 'unknown', message);
}
