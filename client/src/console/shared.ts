type Listener = (...args: unknown[]) => void;

/** What widgets of a page tell each other: `toolbox.getEventBus()`. */
export class EventBus {
  readonly #listeners = new Map<string, { listener: Listener; context: unknown }[]>();

  on(event: string, listener: Listener, context?: unknown): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), { listener, context }]);
  }

  /** Without a listener: all of the event. */
  off(event: string, listener?: Listener): void {
    const left = listener === undefined ? [] : (this.#listeners.get(event) ?? []).filter((each) => each.listener !== listener);
    this.#listeners.set(event, left);
  }

  trigger(event: string, ...args: unknown[]): void {
    for (const { listener, context } of this.#listeners.get(event) ?? []) {
      listener.apply(context, args);
    }
  }
}

/** Values that widgets of a page share: `toolbox.getContext()`. */
export class Context {
  readonly #values = new Map<string, unknown>();
  readonly #watchers = new Set<() => void>();
  #changes = 0;

  getValue(key: string): unknown {
    return this.#values.get(key);
  }

  setValue(key: string, value: unknown): void {
    if (this.#values.get(key) !== value) {
      this.#values.set(key, value);
      this.#changes++;
      this.#watchers.forEach((changed) => {
        changed();
      });
    }
  }

  /** For React's useSyncExternalStore. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  readonly changes = (): number => this.#changes;
}
