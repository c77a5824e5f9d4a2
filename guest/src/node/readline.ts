/** Node's `readline`, on streams: there is no terminal. */
import { aborted, coded, invalidType } from './errors';

const EventEmitter = require('events') as new () => Emitter;
const { StringDecoder } = require('string_decoder') as { StringDecoder: new (encoding: string) => { write(chunk: unknown): string; end(): string } };

type Listener = (...args: any[]) => void;

interface Emitter {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  off(event: string, listener: Listener): this;
  emit(event: string, ...args: unknown[]): boolean;
}

interface Input extends Emitter {
  pause?(): void;
  resume?(): void;
}

interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(event: string, listener: Listener, options?: object): void;
}

interface Options {
  readonly input: Input;
  readonly output?: { write(text: string): void };
  readonly prompt?: string;
  readonly signal?: Signal;
  readonly crlfDelay?: number;
}

class Interface extends EventEmitter {
  readonly input: Input;
  readonly output: Options['output'];
  readonly terminal = false;
  line = '';
  cursor = 0;
  closed = false;
  #prompt: string;
  #paused = false;
  #rest = '';
  #question: ((answer: string) => void) | undefined;
  readonly #decoder = new StringDecoder('utf8');
  readonly #heard: Listener;
  readonly #ended: Listener;

  constructor(given: Options | Input, output?: Options['output']) {
    super();
    const options = typeof (given as Input).on === 'function' ? { input: given as Input, output } : (given as Options);
    const { input, prompt = '> ', signal } = options as Options;
    if (typeof (input as Input | undefined)?.on !== 'function') {
      throw invalidType('input', 'an instance of Stream', input);
    }
    this.input = input;
    this.output = options.output;
    this.#prompt = prompt;
    this.#heard = (chunk: unknown) => {
      this.#take(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
    };
    this.#ended = () => {
      this.#rest += this.#decoder.end();
      const last = this.#rest.replace(/\r$/, '');
      if (this.#rest !== '') {
        this.#rest = '';
        this.#told(last);
      }
      this.close();
    };
    input.on('data', this.#heard);
    input.on('end', this.#ended);
    if (signal !== undefined) {
      if (signal.aborted) {
        queueMicrotask(() => {
          this.close();
        });
      } else {
        signal.addEventListener('abort', () => {
          this.close();
        }, { once: true });
      }
    }
    input.resume?.();
  }

  #take(text: string): void {
    // What ends in a return may go on with its line feed.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() as string;
    for (const line of lines) {
      this.#told(line);
    }
  }

  #told(line: string): void {
    const question = this.#question;
    if (question !== undefined) {
      this.#question = undefined;
      question(line);
    } else if (!this.closed) {
      this.emit('line', line);
    }
  }

  getPrompt(): string {
    return this.#prompt;
  }

  setPrompt(prompt: string): void {
    this.#prompt = String(prompt);
  }

  prompt(): void {
    if (this.#paused) {
      this.resume();
    }
    this.output?.write(this.#prompt);
  }

  question(query: string, options: unknown, callback?: unknown): unknown {
    if (this.closed) {
      throw coded(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed');
    }
    const answered = (typeof options === 'function' ? options : callback) as (answer: string) => void;
    this.output?.write(query);
    this.#question = answered;
    return undefined;
  }

  pause(): this {
    if (!this.#paused) {
      this.input.pause?.();
      this.#paused = true;
      this.emit('pause');
    }
    return this;
  }

  resume(): this {
    if (this.#paused) {
      this.input.resume?.();
      this.#paused = false;
      this.emit('resume');
    }
    return this;
  }

  write(text: unknown): void {
    if (text !== undefined && text !== null) {
      this.#take(String(text));
    }
  }

  close(): void {
    if (!this.closed) {
      this.closed = true;
      this.input.off('data', this.#heard);
      this.input.off('end', this.#ended);
      this.input.pause?.();
      this.emit('close');
    }
  }

  getCursorPos(): { rows: number; cols: number } {
    return { rows: 0, cols: this.cursor };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const held: string[] = [];
    let wake: (() => void) | undefined;
    const woken = (): void => {
      wake?.();
    };
    this.on('line', (line: string) => {
      held.push(line);
      woken();
    });
    this.on('close', woken);
    try {
      for (;;) {
        while (held.length > 0) {
          yield held.shift() as string;
        }
        if (this.closed) {
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.close();
    }
  }
}

declare function queueMicrotask(callback: () => void): void;

/** What `readline/promises` gives. */
class PromisesInterface extends Interface {
  override question(query: string, options?: unknown): Promise<string> {
    return new Promise((resolve, reject) => {
      const { signal } = (options ?? {}) as { signal?: Signal };
      if (signal?.aborted === true) {
        reject(aborted(signal));
        return;
      }
      signal?.addEventListener('abort', () => {
        reject(aborted(signal));
      }, { once: true });
      super.question(query, resolve);
    });
  }
}

type Output = { write(text: string): void } | undefined;

const writes = (codes: (...args: number[]) => string) =>
  (output: Output, ...args: unknown[]): boolean => {
    output?.write(codes(...args.filter((each): each is number => typeof each === 'number')));
    (args.find((each) => typeof each === 'function') as (() => void) | undefined)?.();
    return true;
  };

const terminal = {
  clearLine: writes((direction = 0) => (direction < 0 ? '\u001b[1K' : direction > 0 ? '\u001b[0K' : '\u001b[2K')),
  clearScreenDown: writes(() => '\u001b[0J'),
  cursorTo: writes((x = 0, y) => (y === undefined ? `\u001b[${x + 1}G` : `\u001b[${y + 1};${x + 1}H`)),
  moveCursor: writes((x = 0, y = 0) => `${x === 0 ? '' : `\u001b[${Math.abs(x)}${x < 0 ? 'D' : 'C'}`}${y === 0 ? '' : `\u001b[${Math.abs(y)}${y < 0 ? 'A' : 'B'}`}`),
};

const callable = (Class: typeof Interface): unknown =>
  new Proxy(Class, { apply: (_target, _self, args: [Options | Input]) => new Class(...args) });

export const promises = {
  Interface: PromisesInterface,
  createInterface: (given: Options | Input, output?: Options['output']): Interface => new PromisesInterface(given, output),
};

export const readline: Record<string, unknown> = {
  Interface: callable(Interface),
  createInterface: (given: Options | Input, output?: Options['output']): Interface => new Interface(given, output),
  emitKeypressEvents: (): void => undefined,
  ...terminal,
  promises,
};
