/// <reference types="node" />
/// <reference path="../services/modules.d.ts" />
/// <reference path="../web/globals.d.ts" />

/** Modules of the jbackend style: their hooks, and what `this` is in them. */

/** How `input.get` makes a value of a variable. */
export type Filter = 'string' | 'int' | 'uint' | 'float' | 'bool' | 'cmd' | 'word' | 'alnum' | 'base64' | 'username' | 'raw' | 'array';

/**
 * The variables of a request, the same for all of its modules: what one sets, the next finds. Query, form and path go before the fields of a JSON body.
 * Each method gives `fallback`, null unless said, where the variable is absent.
 */
export interface Input {
  /** The JSON body; null where there is none. */
  readonly json: any;
  /** Without tags. */
  getString(name: string): string | null;
  getString<F>(name: string, fallback: F): string | F;
  /** The first integer in the text; 0 where the text has none. */
  getInt(name: string): number | null;
  getInt<F>(name: string, fallback: F): number | F;
  /** The same without its sign. */
  getUint(name: string): number | null;
  getUint<F>(name: string, fallback: F): number | F;
  getFloat(name: string): number | null;
  getFloat<F>(name: string, fallback: F): number | F;
  getBool(name: string): boolean | null;
  getBool<F>(name: string, fallback: F): boolean | F;
  /** `A-Z a-z 0-9 _ . -`, without dots at the beginning. */
  getCmd(name: string): string | null;
  getCmd<F>(name: string, fallback: F): string | F;
  /** `A-Z a-z _`. */
  getWord(name: string): string | null;
  getWord<F>(name: string, fallback: F): string | F;
  /** `A-Z a-z 0-9`. */
  getAlnum(name: string): string | null;
  getAlnum<F>(name: string, fallback: F): string | F;
  /** `A-Z a-z 0-9 / + =`. */
  getBase64(name: string): string | null;
  getBase64<F>(name: string, fallback: F): string | F;
  /** Without what no name of a user has. */
  getUsername(name: string): string | null;
  getUsername<F>(name: string, fallback: F): string | F;
  /** As it was sent: a text, a list of texts (`name[]`), or what a JSON body has there. */
  getRaw(name: string, fallback?: unknown): any;
  /**
   * By a filter, `cmd` unless said.
   * @throws {TypeError} for a filter that there is not
   */
  get(name: string, fallback?: unknown, filter?: Filter | Uppercase<Filter>): any;
  set(name: string, value: unknown): void;
  /** Sets a variable that is not there. */
  def(name: string, value: unknown): void;
  exists(name: string): boolean;
}

/** What the request will be answered, the same for all of its modules. Keys keep the order in which they were set; untouched it is null. */
export interface ModuleResponse {
  /** Puts an object in the place of all that was set; null takes it back. */
  set(answer: object | null): void;
  /** Adds a key, or gives it another value. */
  set(key: string, value: unknown): void;
  /** What was set; null where nothing was. */
  get(): Record<string, any> | null;
  get(key: string): any;
}

/** The call stack, and whatever modules leave on it for those after them. */
export interface ModuleStatus {
  /** Puts a name on the call stack: "this request is mine". Gives all names. */
  moduleStack(name?: string): string[];
  [property: string]: any;
}

/** What a module says of a visitor. */
export interface SessionCheck {
  readonly isGuest: boolean;
  /** Whether the request is a login. */
  readonly isAuthRequest?: boolean;
}

/** The manifest's fields, as the operator has set them. */
export interface Params {
  /** `fallback`, null unless said, where there is no such field. */
  get(name: string, fallback?: unknown): any;
}

/** Writes lines to the module's log. */
export interface Logger {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/** What `this` has in a hook, beside the module's own. It is made for each request. */
export interface ModuleContext {
  readonly input: Input;
  readonly params: Params;
  readonly logger: Logger;
  /** Who is logged in; null for a guest. */
  readonly user: Record<string, any> | null;
  /** What a visitor keeps, of this module alone: what JSON can hold. */
  session: Record<string, any>;
}

/** Whether all is fine; it changes nothing. */
export type HookResult = boolean | undefined | Promise<boolean | undefined> | Promise<void>;

/** Answers a request for a module. */
export type RequestHook = (module: string, response: ModuleResponse, status: ModuleStatus) => HookResult | void;

/** The hooks of a module; names are compared without regard to case. */
export interface Hooks {
  /** Before the module of a request is looked at: what old clients send can be put right. */
  onBeforeCheckModule?(): unknown;
  /** What the module says of the visitor; nothing where it does not know. */
  onCheckSession?(module: string): SessionCheck | null | undefined | void | Promise<SessionCheck | null | undefined | void>;
  [hook: `onRequest${string}`]: RequestHook;
}

/**
 * What a module exports, with its own members beside the hooks:
 * `module.exports = { … }` with `@type {import('@annex/types/jbackend').Module}`, or `export default { … } satisfies Module`.
 */
export type Module<Own = unknown> = Hooks & Own & ThisType<ModuleContext & Own>;
