import { answered, Exchange, run } from '../boundary/exchanges';
import { settings } from '../host/host';
import { log } from '../log/log';
import { indexOf, parse, slice, stringify } from '../host/primordials';
import type { Fields } from '../http/fields';
import { failure, tooLong } from '../http/outgoing';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { inFile, mapped } from '../log/stack';
import { Session } from '../session/session';
import { console } from '../runtime/console';
import { isThenable, whenSettled } from '../runtime/thenables';
import { listening } from '../services/events/events';
import { called } from '../log/advice';
import type { LoadedProgram, Program } from '../boundary/program';
import { BEFORE, Hooks, SESSION, type Hook } from './hooks';
import { Input } from './input';
import { ModuleResponse, ModuleStatus, objectOf, type Pair } from './response';

/** What the host tells of a request; see docs/design/messages.md. */
interface Call {
  /** The hooks to run: `b` onBeforeCheckModule, `s` onCheckSession, `r` onRequest. */
  readonly hooks: string;
  /** The module that the request is for, as far as it is known. */
  readonly module: string;
  readonly variables: Fields;
  readonly user?: Fields;
  readonly response?: Pair[];
  readonly stack?: string[];
  readonly status?: Fields;
}

/** The jbackend style: evaluates the module, tells the host which hooks it has, and runs those that the host asks for. */
export function jbackend(program: Program): LoadedProgram | Promise<LoadedProgram> {
  const loader = new Loader({ files: own, provided: () => undefined, strict: false, browsers: false });
  return loader.entry(program.entry, (exports) => serving(program, instance(exports, program.entry)));
}

function serving(program: Program, module: object): LoadedProgram {
  called(['response'], () => ModuleResponse.prototype);
  called(['status'], () => ModuleStatus.prototype);
  called(['input'], () => Input.prototype);
  const hooks = new Hooks(module);
  const selfOf = createSelf(module, createParams(program.params as Fields));
  return {
    ...listening(),
    endpoints: [],
    warnings: hooks.misspelt(module, program),
    hooks: { before: hooks.has(BEFORE), session: hooks.has(SESSION), requests: hooks.requests() },
    exchange(text) {
      const first = indexOf(text, '\0') as number;
      const second = indexOf(text, '\0', first + 1) as number;
      const number = Number(slice(text, 0, first));
      const call = parse(slice(text, first + 1, second) as string) as Call;
      const exchange = new ModuleExchange(number, call, slice(text, second + 1) as string, selfOf, hooks);
      return run(exchange, () => {
        exchange.begin();
      });
    },
  };
}

/** What was exported: an object, or a class of which one is made. */
function instance(exports: unknown, entry: string): object {
  const exported =
    typeof exports === 'object' && exports !== null && 'default' in exports ? (exports as { default: unknown }).default : exports;
  const module: unknown = typeof exported === 'function' ? new (exported as new () => object)() : exported;
  if (typeof module !== 'object' || module === null) {
    throw inFile(new TypeError('A module exports an object with hooks (module.exports = { onRequestName(module, response, status) {...} })'), entry);
  }
  return module;
}

/** `this.params`: the manifest's fields as the operator has set them. */
function createParams(values: Fields): object {
  return Object.freeze({
    get: (name: string, fallback: unknown = null): unknown => (Object.hasOwn(values, name) ? values[name] : fallback),
  });
}

const logger = Object.freeze({
  debug: console.debug,
  info: console.info,
  warn: console.warn,
  error: console.error,
});

type SelfOf = (exchange: ModuleExchange, input: Input, user: Fields | null) => object;

/** `this` of hooks: the module, with what belongs to the request before it. One class for each module, as V8 is quick with those. */
function createSelf(module: object, params: object): SelfOf {
  class Self {
    readonly #exchange: ModuleExchange;
    readonly input: Input;
    readonly user: Fields | null;

    constructor(exchange: ModuleExchange, input: Input, user: Fields | null) {
      this.#exchange = exchange;
      this.input = input;
      this.user = user;
    }

    get session(): unknown {
      return ModuleExchange.session(this.#exchange).attributes;
    }

    set session(attributes: unknown) {
      ModuleExchange.session(this.#exchange).replace(attributes);
    }
  }
  Object.defineProperties(Self.prototype, { params: { value: params }, logger: { value: logger }, constructor: { value: module.constructor } });
  Object.setPrototypeOf(Self.prototype, module);
  return (exchange, input, user) => new Self(exchange, input, user);
}

/** The hooks of one module that one request needs. */
class ModuleExchange extends Exchange {
  readonly #hooks: Hooks;
  readonly #call: Call;
  readonly #self: object;
  readonly #input: Input;
  readonly #response: ModuleResponse;
  readonly #status: ModuleStatus;
  #session: Session | undefined;
  #check: unknown;
  /** How many hooks have ended. */
  #done = 0;
  #over = false;
  #failure = '';

  constructor(
    number: number,
    call: Call,
    body: string,
    selfOf: SelfOf,
    hooks: Hooks,
  ) {
    super(number);
    this.#call = call;
    this.#hooks = hooks;
    this.#input = new Input(call.variables, body);
    this.#response = new ModuleResponse(call.response);
    this.#status = new ModuleStatus(call.stack ?? [], call.status ?? {});
    this.#self = selfOf(this, this.#input, call.user ?? null);
  }

  static session(exchange: ModuleExchange): Session {
    return (exchange.#session ??= new Session(exchange.number));
  }

  begin(): void {
    try {
      this.#run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #run(): void {
    const { hooks, module } = this.#call;
    while (this.#done < hooks.length) {
      if (this.#done > 0 && hooks[this.#done - 1] === 'b' && Input.peek(this.#input, 'module') !== module) {
        break; // It is for another module now: what comes next, the host decides anew.
      }
      const result = this.#step(hooks[this.#done] as string);
      if (isThenable(result)) {
        whenSettled(
          result,
          (value) => {
            this.#stepped(value);
            this.begin();
          },
          (error) => {
            this.#fail(error);
          },
        );
        return;
      }
      this.#stepped(result);
    }
    this.#end();
  }

  #step(hook: string): unknown {
    const { module } = this.#call;
    switch (hook) {
      case 'b':
        return this.#hooks.get(BEFORE).call(this.#self);
      case 's':
        return this.#hooks.get(SESSION).call(this.#self, module);
      default:
        return (this.#hooks.ofRequest(module) as Hook).call(this.#self, module, this.#response, this.#status);
    }
  }

  #stepped(result: unknown): void {
    if (this.#call.hooks[this.#done] === 's') {
      this.#check = result;
    }
    this.#done++;
  }

  #fail(error: unknown): void {
    this.#failure = mapped(error);
    this.#end();
  }

  #end(): void {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#session?.close();
    answered(this.number, this);
  }

  /** The answer message. */
  message(): string {
    const { number } = this;
    if (this.#failure !== '') {
      return failure(number, this.#failure);
    }
    try {
      const changes = Input.changes(this.#input);
      const response = ModuleResponse.json(this.#response);
      if (response.length > settings.limits.output) {
        return tooLong(number, response.length);
      }
      const state = [ModuleStatus.stack(this.#status), changes === undefined ? '' : objectOf(Object.entries(changes)), ModuleStatus.left(this.#status), checked(this.#check)];
      const [stack, variables, status, check] = state;
      const session = this.#session?.outcome() ?? '';
      return `${number}\x00200\0\0${session}\0t\0${this.#done}\0${stack}\0${variables}\0${status}\0${check}\0${response}`;
    } catch (error) {
      return failure(number, mapped(error));
    }
  }

  protected override gone(): void {
    // Who wants to know asks for the signal.
  }

  protected override waitsFor(): string {
    const hook = this.#call.hooks[this.#done];
    const name = hook === 'b' ? 'onBeforeCheckModule' : hook === 's' ? 'onCheckSession' : `onRequest… for the module ${this.#call.module}`;
    return `the hook ${name} has returned a promise that has not settled in time (expected: what it waits for comes or fails in time)`;
  }

  protected override close(): void {
    this.#over = true;
  }
}

/** What `onCheckSession` has answered, as JSON; empty for no answer. */
function checked(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) {
    if (answer !== undefined && answer !== null) {
      log('warn', `onCheckSession answered ${typeof answer} (expected: { isGuest, isAuthRequest }, or nothing)`);
    }
    return '';
  }
  const { isGuest, isAuthRequest } = answer as { isGuest?: unknown; isAuthRequest?: unknown };
  // Who says nothing of the visitor has not said that he is known.
  return stringify({ isGuest: isGuest !== false && isGuest !== 0, isAuthRequest: Boolean(isAuthRequest) });
}
