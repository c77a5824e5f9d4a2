type Done = (error?: unknown) => void;

/** Parts of a body that is written while it is sent. */
export class Written {
  #held: { chunk: Uint8Array; taken: Done }[] = [];
  #ended = false;
  #wake: (() => void) | undefined;
  #last: Done | undefined;

  add(chunk: Uint8Array, taken: Done): void {
    this.#held.push({ chunk, taken });
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    this.#last?.();
    this.#last = undefined;
    while (this.#held.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const next = this.#held.shift();
    if (next === undefined) {
      return { done: true, value: undefined };
    }
    this.#last = next.taken;
    return { done: false, value: next.chunk };
  }

  /** Nobody takes any more: who waits goes on. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.#last?.();
    for (const { taken } of this.#held.splice(0)) {
      taken();
    }
    return Promise.resolve({ done: true, value: undefined });
  }
}
