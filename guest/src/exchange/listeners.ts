import { answered, Exchange, run } from '../boundary/exchanges';
import { settings } from '../host/host';
import { indexOf, parse, slice, stringify } from '../host/primordials';
import type { ListenerDeclaration, Listening } from '../boundary/program';
import { failure, tooLong } from '../http/outgoing';
import { mapped } from '../log/stack';
import { isThenable, whenSettled } from '../runtime/thenables';

/** Is told what the host has to say: the one argument is what the message carries. */
export type Listener = (message: any) => unknown;

interface Registered {
  readonly name: string;
  readonly listener: Listener;
}

/** The listeners of a program. They are registered while it is evaluated; the host knows no others. */
export class Listeners {
  #registered: Registered[] = [];
  #closed = false;

  on(name: string, listener: Listener): void {
    this.#open('on');
    this.#registered.push({ name, listener });
  }

  /** Takes out those of a name, or the one that is given. */
  off(name: string, listener?: Listener): void {
    this.#open('off');
    this.#registered = this.#registered.filter((each) => each.name !== name || (listener !== undefined && each.listener !== listener));
  }

  #open(call: string): void {
    if (this.#closed) {
      throw new Error(
        `events.${call}: listeners are registered while the add-on is evaluated, as an event may find it without a worker (move the call to the top level of the script)`,
      );
    }
  }

  /** From now on there are no new ones. */
  static close(listeners: Listeners): Listening | undefined {
    listeners.#closed = true;
    const all = listeners.#registered;
    if (all.length === 0) {
      return undefined;
    }
    const declared: ListenerDeclaration[] = all.map(({ name }) => ({ name }));
    return { declared, hear: (message) => hear(all, message) };
  }
}

/** An exchange message of this kind: `number \0 - \0 origin \0 index \0 name \0 JSON`. */
function hear(all: readonly Registered[], message: string): string | null {
  const afterNumber = indexOf(message, '\0') as number;
  const origin = afterNumber + 3;
  const afterOrigin = indexOf(message, '\0', origin) as number;
  const afterIndex = indexOf(message, '\0', afterOrigin + 1) as number;
  const afterName = indexOf(message, '\0', afterIndex + 1) as number;
  const number = Number(slice(message, 0, afterNumber));
  const index = Number(slice(message, afterOrigin + 1, afterIndex));
  const registered = all[index];
  const name = slice(message, afterIndex + 1, afterName) as string;
  if (registered?.name !== name) {
    return failure(number, `Error: listener ${index + 1} is not that of '${name}' in this worker: the script has registered others this time`);
  }
  const exchange = new Hearing(number, slice(message, origin, afterOrigin) as string);
  return run(exchange, () => {
    Hearing.run(exchange, registered.listener, slice(message, afterName + 1) as string);
  });
}

/** Something that went wrong; also `undefined` can be thrown. */
interface Failure {
  readonly error: unknown;
}

/**
 * A listener that runs. It has ended when what it returned has settled; where it returned no promise, when nothing is pending any more that it
 * has begun.
 */
export class Hearing extends Exchange {
  readonly #origin: string;
  /** The event's name, where it is an event. */
  #event = '';
  /** What a callback threw, or a promise was rejected with, and nobody caught; the log has it. */
  #stray: Failure | undefined;

  constructor(number: number, origin: string) {
    super(number);
    this.#origin = origin;
  }

  /** Whether it handles an event that some add-on has emitted, or who embeds the host. */
  static ofCustomEvent(hearing: Hearing): boolean {
    return hearing.#origin === 'event' && indexOf(hearing.#event, 'sv') !== 0;
  }

  static run(hearing: Hearing, listener: Listener, json: string): void {
    let result: unknown;
    try {
      const message = parse(json) as { event?: unknown } | null;
      hearing.#event = String(message?.event);
      result = listener(message);
    } catch (error) {
      hearing.#fail(error);
      return;
    }
    if (isThenable(result)) {
      whenSettled(
        result,
        (value) => {
          hearing.#done(value);
        },
        (error) => {
          hearing.#fail(error);
        },
      );
    } else {
      Exchange.concludeWhenIdle(hearing, () => {
        hearing.#done(result);
      });
    }
  }

  protected override takes(error: unknown, own: boolean): boolean {
    if (own) {
      this.#stray ??= { error };
    }
    return false;
  }

  protected override asked(): string {
    return this.#event === '' ? '' : `the listener to ${this.#event}`;
  }

  protected override gone(): void {
    // There is no client. Who wants to know that its time is over listens to the signal.
  }

  protected override close(): void {
    // What it still says is not asked for.
  }

  #done(value: unknown): void {
    if (this.#stray !== undefined) {
      this.#fail(this.#stray.error);
      return;
    }
    let json: string | undefined;
    try {
      // Only who calls wants to know what came of it.
      json = this.#origin === 'call' ? stringify(value) : undefined;
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (json === undefined) {
      this.#answer(`${this.number}\x00200\0\0\0-\0`);
    } else if (json.length > settings.limits.output) {
      this.#answer(tooLong(this.number, json.length));
    } else {
      this.#answer(`${this.number}\x00200\0\0\0t\0${json}`);
    }
  }

  #fail(error: unknown): void {
    this.#answer(failure(this.number, mapped(error)));
  }

  #answer(message: string): void {
    answered(this.number, { message: () => message });
  }
}

// What the library calls on it itself stays what it is.
Object.freeze(Hearing.prototype);
