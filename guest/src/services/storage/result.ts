import type { Callback } from './failures';

/** What `find` gives. */
export class SearchResult {
  readonly #items: readonly unknown[];
  #next = 0;

  constructor(items: readonly unknown[]) {
    this.#items = items;
  }

  toArray(callback?: Callback<unknown[]>): unknown[] {
    const all = [...this.#items];
    callback?.(undefined, all);
    return all;
  }

  each(callback: Callback<unknown>): void {
    for (const item of this.#items) {
      callback(undefined, item);
    }
  }

  hasNext(): boolean {
    return this.#next < this.#items.length;
  }

  /** The next item; undefined after the last. */
  next(): unknown {
    return this.#items[this.#next++];
  }

  /** How many there are in this result. */
  length(callback?: Callback<number>): number {
    callback?.(undefined, this.#items.length);
    return this.#items.length;
  }

  toJSON(): readonly unknown[] {
    return this.#items;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#items[Symbol.iterator]();
  }
}
