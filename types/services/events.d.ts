/** What a listener hears: what was emitted, as plain data, and who did so. */
export interface Event {
  /** The event's whole name, such as `order:new`. */
  readonly event: string;
  /** The add-on that emitted it; `anonymous` for timers. */
  readonly emitter: string;
  /** When, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly [name: string]: any;
}

/** May give a promise: the listener has ended when it has settled. */
export type Listener = (event: Event) => unknown;

/** Timers, by the clock of the server's time zone. */
export type Timer = 'sv:every-5-minutes' | 'sv:every-15-minutes' | 'sv:every-30-minutes' | 'sv:every-hour' | 'sv:every-day';

/** `require('annex/events')`, in every style. */
export interface Events {
  /**
   * Registers a listener, while the script is evaluated. It hears the event of that name and all of `name:…`; each listener runs once, on one worker.
   * @param name letters, digits, `:`, `_` and `-`; `sv` alone is refused
   * @throws {TypeError} for what is no name or no function
   */
  on(name: Timer | (string & {}), listener: Listener): void;
  /** Takes out the listeners of a name, or that one, while the script is evaluated. */
  off(name: string, listener?: Listener): void;
  /**
   * Tells every add-on that listens, the own one as well; later, and at most once.
   * @param options crosses as JSON of at most 100,000 characters
   * @throws {TypeError} for names that begin with `sv`; {Error} while an event is handled that an add-on has emitted
   */
  emit(name: string, options?: object): void;
}
