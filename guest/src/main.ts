// The order matters: the memory guard before every library that could keep an original constructor, and so `then`.
import './runtime/memory';
import './runtime/context';
import './runtime/globals';
import './contexts';
import { abandon, again, collect, drop, takesRejection } from './boundary/exchanges';
import { configure, connect, type HostFunction } from './boundary/host';
import { log } from './boundary/log';
import { settle } from './boundary/ops';
import { stringify } from './boundary/primordials';
import { explained, mapped } from './modules/stack';
import { warmUp } from './modules/warm';
import { began, none } from './runtime/context';
import { fire, outside } from './runtime/loop';
import { isThenable, whenSettled } from './runtime/thenables';
import { entered, leaving } from './runtime/ticks';
import { styles, type LoadedProgram, type Program } from './styles';

/** As often as it takes V8 to compile most of the transformer. */
const ROUNDS = 60;

let loaded: LoadedProgram | undefined;
/** What became of a load that was not done when its call returned. */
let later: string | undefined;

function load(programJson: string): string | null {
  const program = JSON.parse(programJson) as Program;
  const style = styles[program.style];
  if (style === undefined) {
    throw new Error(`There is no style '${program.style}'`);
  }
  try {
    const loading = style(program);
    if (!isThenable(loading)) {
      return declared(loading);
    }
    whenSettled(
      loading,
      (done) => {
        later = declared(done as LoadedProgram);
      },
      (error) => {
        later = failed(error);
      },
    );
    return null;
  } catch (error) {
    return failed(error);
  }
}

/** The same, when the microtasks of a load have run. */
function loadedLater(): string {
  const advice = 'While it is loaded no timer runs and no request is answered.';
  return later ?? `!Error: the function that the add-on exports waits for something that does not come. ${advice}`;
}

/** What a load has failed with, for the author. */
function failed(error: unknown): string {
  return `!${explained(error)}`;
}

function declared(program: LoadedProgram): string {
  loaded = program;
  const { endpoints, warnings, clientScript, hooks } = program;
  return stringify({ endpoints, warnings, clientScript, hooks });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

/** What the host calls; described in docs/design/messages.md. */
const entries = {
  load: (program: string): string | null => {
    entered();
    began(none);
    const answer = load(program);
    leaving();
    return answer;
  },
  loaded: loadedLater,
  exchange: (message: string): string | null => (loaded as LoadedProgram).exchange(message),
  exchangeBytes: (message: string, body: ArrayBuffer): string | null => (loaded as LoadedProgram).exchange(message, body),
  again,
  collect,
  settle,
  timer: fire,
  ticks: (): void => {
    entered();
    leaving();
  },
  rejected: (error: unknown, number: number): void => {
    if (!takesRejection(error, number)) {
      log('error', `a promise was rejected and nobody handled it: ${mapped(error)}`, number);
    }
  },
  abandon: (number: number, late: boolean): void => {
    abandon(number, late ? named('TimeoutError', 'The request took longer than it may (limits.wall)') : named('AbortError', 'The client has gone'));
  },
  drop: (number: number): void => {
    outside();
    began(none);
    drop(number);
    leaving();
  },
};

Object.defineProperty(globalThis, '__annex', {
  configurable: true,
  value: {
    boot(host: HostFunction, settingsJson: string) {
      connect(host);
      configure(settingsJson);
      // V8 installs it anew in every context, also where the snapshot has none.
      delete (globalThis as Record<string, unknown>)['WebAssembly'];
      return entries;
    },
    warmUp: (): void => warmUp(ROUNDS),
  },
});

warmUp(1);
