import { Exchange } from '../boundary/exchanges';

/**
 * What one object that all of a script shares was told, such as a builder that a module keeps. On the platform a script is evaluated for
 * each request; here it is evaluated once for many, and nothing that one of them says may be there for the next. So what is told while
 * the script is evaluated is where every exchange begins, and what an exchange tells is its own.
 */
export class Told<T extends object> {
  readonly #copy: (told: T) => T;
  readonly #first: T;
  readonly #own = new WeakMap<Exchange, T>();

  constructor(first: T, copy: (told: T) => T) {
    this.#copy = copy;
    this.#first = first;
  }

  get(): T {
    const exchange = Exchange.current();
    if (exchange === undefined) {
      return this.#first;
    }
    let own = this.#own.get(exchange);
    if (own === undefined) {
      own = this.#copy(this.#first);
      this.#own.set(exchange, own);
    }
    return own;
  }

  /** The same for what nobody but the exchange that made it has: there it is one for all. */
  static by<T extends object>(first: T, copy: (told: T) => T): { get: () => T } {
    return Exchange.current() === undefined ? new Told(first, copy) : { get: () => first };
  }
}
