/** `annex/test`: what tests of an add-on are written with, which `annex test` runs. */

/** The add-on's name. */
export const addon: string;
/** Its address, with its mount and without a slash at the end: `http://127.0.0.1:41233/rest-api/hello`; of modules of the jbackend style that of the first endpoint. */
export const url: string;
/** The server's: `http://127.0.0.1:41233`. */
export const origin: string;

/** An answer. What its JSON says is for the test to know. */
export interface Answered extends Response {
  json(): Promise<any>;
}

/** Calls the add-on over HTTP, as nobody. A path that begins with `/` or `?` is below {@link url}; a whole URL is taken as it is. Redirects are not followed unless `init.redirect` says so; the `widget-id` of a widget goes along. */
export function fetch(path: string | URL, init?: RequestInit): Promise<Answered>;

export interface Person {
  /** The name unless said. */
  readonly id?: string;
  readonly name: string;
  readonly mail?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  /** What else is known: `Properties` and `PropertyUtil` find it. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Visitor {
  fetch(path: string | URL, init?: RequestInit): Promise<Answered>;
  readonly cookies: Record<string, string>;
}

/** A visitor with cookies of its own, logged in where it is said as whom. */
export function visitor(who?: Person): Visitor;

/** A call that the add-on has made. */
export interface OutboundCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** As UTF-8. */
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** `json` makes the body and the content type; a text alone is a body, a number alone a status; `fails` is a connection that fails. */
export type Answer =
  | string
  | number
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      readonly json?: unknown;
      readonly fails?: 'refused' | 'timeout' | 'not found' | 'reset';
    };

/** What the add-on's calls of other servers get. Those that no answer fits fail, and fail the test. */
export const outbound: {
  /** @param pattern `https://api.example.org/users/*`, `POST https://…`, or a regular expression on `METHOD URL`; the newest goes first */
  answer(pattern: string | RegExp, answer: Answer | ((call: OutboundCall) => Answer | Promise<Answer>)): void;
  /** The network itself, as the add-on is granted it. */
  allow(pattern: string | RegExp): void;
  readonly calls: readonly OutboundCall[];
  /** No answers, no calls. It happens by itself at the end of a test, for what was added inside of it. */
  reset(): void;
};

/** The add-on's clock: of `Date`, timers, the host's timers and sessions. It runs on, and can be put forward. */
export const clock: {
  /** Milliseconds since 1970. */
  now(): number;
  /** @param time milliseconds, or `90s`, `5m`, `1h`, `2d`; what is due on the way has run when the promise is there */
  advance(time: number | string): Promise<void>;
  /** Sets it, forward or back, as a machine's clock is set: Date says that time, and nothing is due by it. */
  set(time: Date | string | number): Promise<void>;
};

/** Events, of other add-ons and its own. */
export const events: {
  /** Ends when all of the add-on's listeners have; fails where one has. */
  emit(name: string, data?: object): Promise<void>;
  /** What the add-on has emitted, the first first. */
  readonly emitted: readonly { readonly name: string; readonly data: any }[];
};

export const timers: {
  /** Runs a timer of the add-on now, such as `sv:every-hour`. */
  fire(name: string): Promise<void>;
};

/** Calls a listener of the add-on, and gives what it answers. */
export function send(listener: string, data?: unknown): Promise<any>;

export interface SentMail {
  readonly from: string;
  readonly to: string[];
  readonly cc: string[];
  readonly bcc: string[];
  readonly replyTo: string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
}

/** Mails that the add-on has sent; none leaves. */
export const mails: { readonly sent: readonly SentMail[]; reset(): void };

/** Settings of the add-on, as an operator sets them: it is loaded anew with them. */
export const settings: { set(values: Readonly<Record<string, unknown>>): Promise<void>; reset(): Promise<void> };

/** Lines that the add-on has logged. */
export const log: { readonly lines: readonly { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }[]; reset(): void };
