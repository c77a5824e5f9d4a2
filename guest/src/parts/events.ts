/** Kinds of events that the Web's standards have beside `Event`; each has what its initializer says. */
import { Event } from 'event-target-shim';

interface Init {
  readonly bubbles?: boolean;
  readonly cancelable?: boolean;
  readonly composed?: boolean;
}

export class CustomEvent extends Event {
  #detail: unknown;

  constructor(type: string, init: (Init & { readonly detail?: unknown }) | null = {}) {
    super(type, init ?? {});
    this.#detail = init?.detail ?? null;
  }

  get detail(): unknown {
    return this.#detail;
  }

  get [Symbol.toStringTag](): string {
    return 'CustomEvent';
  }
}

interface MessageInit extends Init {
  readonly data?: unknown;
  readonly origin?: string;
  readonly lastEventId?: string;
  readonly source?: unknown;
  readonly ports?: Iterable<unknown>;
}

export class MessageEvent extends Event {
  readonly #init: MessageInit;
  readonly #ports: readonly unknown[];

  constructor(type: string, init: MessageInit = {}) {
    super(type, init);
    this.#init = { ...init };
    this.#ports = Object.freeze([...(init.ports ?? [])]);
  }

  get data(): unknown {
    return this.#init.data ?? null;
  }

  get origin(): string {
    return String(this.#init.origin ?? '');
  }

  get lastEventId(): string {
    return String(this.#init.lastEventId ?? '');
  }

  get source(): unknown {
    return this.#init.source ?? null;
  }

  get ports(): readonly unknown[] {
    return this.#ports;
  }

  get [Symbol.toStringTag](): string {
    return 'MessageEvent';
  }
}

interface CloseInit extends Init {
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

export class CloseEvent extends Event {
  readonly #init: CloseInit;

  constructor(type: string, init: CloseInit = {}) {
    super(type, init);
    this.#init = { ...init };
  }

  get code(): number {
    return Number(this.#init.code ?? 0) & 0xffff;
  }

  get reason(): string {
    return String(this.#init.reason ?? '');
  }

  get wasClean(): boolean {
    return Boolean(this.#init.wasClean);
  }

  get [Symbol.toStringTag](): string {
    return 'CloseEvent';
  }
}

interface ErrorInit extends Init {
  readonly message?: string;
  readonly filename?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly error?: unknown;
}

export class ErrorEvent extends Event {
  readonly #init: ErrorInit;

  constructor(type: string, init: ErrorInit = {}) {
    super(type, init);
    this.#init = { ...init };
  }

  get message(): string {
    return String(this.#init.message ?? '');
  }

  get filename(): string {
    return String(this.#init.filename ?? '');
  }

  get lineno(): number {
    return Number(this.#init.lineno ?? 0) >>> 0;
  }

  get colno(): number {
    return Number(this.#init.colno ?? 0) >>> 0;
  }

  get error(): unknown {
    return this.#init.error;
  }

  get [Symbol.toStringTag](): string {
    return 'ErrorEvent';
  }
}

interface RejectionInit extends Init {
  readonly promise: Promise<unknown>;
  readonly reason?: unknown;
}

export class PromiseRejectionEvent extends Event {
  readonly #init: RejectionInit;

  constructor(type: string, init: RejectionInit) {
    super(type, init);
    if (!('promise' in init)) {
      throw new TypeError('PromiseRejectionEvent: no promise (expected: { promise, reason })');
    }
    this.#init = { ...init };
  }

  get promise(): Promise<unknown> {
    return this.#init.promise;
  }

  get reason(): unknown {
    return this.#init.reason;
  }

  get [Symbol.toStringTag](): string {
    return 'PromiseRejectionEvent';
  }
}
