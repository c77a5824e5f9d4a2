import { failure } from './failures';

/**
 * The one way to the host: a function that takes a name, a text and at times bytes. It is there once the isolate is booted; code
 * that runs for the snapshot must not call it. The grammar is in docs/design/messages.md.
 */
export type HostFunction = (name: string, text: string, bytes?: Uint8Array) => unknown;

let host: HostFunction | undefined;

export function connect(hostFunction: HostFunction): void {
  host = hostFunction;
}

export function connected(): boolean {
  return host !== undefined;
}

/** Calls the host; throws an Error with the host's message where the op failed. */
export function call(name: string, text: string, bytes?: Uint8Array): unknown {
  if (host === undefined) {
    throw new Error('The host is not connected');
  }
  try {
    return bytes === undefined ? host(name, text) : host(name, text, bytes);
  } catch (error) {
    // Made anew, so that what is thrown is the library's own.
    throw failure((error as Error).message);
  }
}

export function callText(name: string, text: string): string {
  return call(name, text) as string;
}

export function callBytes(name: string, text: string): Uint8Array {
  return new Uint8Array(call(name, text) as ArrayBuffer);
}

/** What the host tells of its limits and the add-on, once, at boot. Sizes in bytes, times in ms. */
export interface Settings {
  readonly addon: string;
  readonly version: string;
  /** That of the server's clock; empty for the system's. */
  readonly timezone: string;
  readonly limits: { readonly wall: number; readonly timers: number; readonly session: number; readonly output: number; readonly external: number };
  readonly env: Readonly<Record<string, string>>;
}

export let settings: Settings = {
  addon: '',
  version: '',
  timezone: '',
  limits: { wall: 30000, timers: 1000, session: 65536, output: 67108864, external: 67108864 },
  env: {},
};

export function configure(json: string): void {
  settings = JSON.parse(json) as Settings;
}
