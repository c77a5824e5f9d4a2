/** Node's `domain`: what is thrown by functions that it runs becomes its event `error`. */
type Callback = (this: unknown, ...args: any[]) => unknown;

interface Emitter {
  on(event: string, listener: (error: unknown) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  removeListener(event: string, listener: (error: unknown) => void): unknown;
}

const EventEmitter = require('events') as new () => Emitter;

class Domain extends EventEmitter {
  readonly members: unknown[] = [];
  readonly #listeners = new Map<unknown, (error: unknown) => void>();

  #tell(error: unknown): void {
    if (this.listenerCount('error') === 0) {
      throw error;
    }
    this.emit('error', error);
  }

  run(callback: Callback, ...args: unknown[]): unknown {
    try {
      return Reflect.apply(callback, this, args);
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  bind(callback: Callback): Callback {
    const run = (receiver: unknown, args: unknown[]): unknown => this.run(() => Reflect.apply(callback, receiver, args));
    return function (...args) {
      return run(this, args);
    };
  }

  intercept(callback: Callback): Callback {
    const bound = this.bind(callback);
    const tell = (error: unknown): void => {
      this.#tell(error);
    };
    return function (error: unknown, ...args: unknown[]) {
      return error instanceof Error ? tell(error) : Reflect.apply(bound, this, args);
    };
  }

  add(member: Emitter): void {
    const listener = (error: unknown): void => {
      this.#tell(error);
    };
    this.members.push(member);
    this.#listeners.set(member, listener);
    member.on('error', listener);
  }

  remove(member: Emitter): void {
    const listener = this.#listeners.get(member);
    if (listener !== undefined) {
      this.members.splice(this.members.indexOf(member), 1);
      this.#listeners.delete(member);
      member.removeListener('error', listener);
    }
  }

  enter(): void {
    // What runs later keeps its asynchronous context by itself.
  }

  exit(): void {
    // Likewise.
  }
}

const create = (): Domain => new Domain();

export const domain = { Domain, create, createDomain: create, active: null };
