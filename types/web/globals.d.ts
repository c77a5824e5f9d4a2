// What is global in every style, and which Node's types do not have.

interface PromiseRejectionEventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
  promise: Promise<unknown>;
  reason?: unknown;
}

interface PromiseRejectionEvent extends Event {
  readonly promise: Promise<any>;
  readonly reason: any;
}
declare var PromiseRejectionEvent: { prototype: PromiseRejectionEvent; new (type: string, init: PromiseRejectionEventInit): PromiseRejectionEvent };

/** The global object. */
declare var self: typeof globalThis;

/** Logs an error as one that nobody has caught. */
declare function reportError(error: unknown): void;
