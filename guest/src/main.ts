// The order matters: the memory guard before every library that could keep an original constructor, and so `then`.
import './runtime/memory';
import './contexts/context';
import './runtime/globals';
import './fetch/globals';
import './web/globals';
import './shared';
import './contexts';
import { abandon, again, collect, drop, requestOf, takesRejection } from './boundary/exchanges';
import { taken } from './boundary/streams';
import { configure, connect, type HostFunction } from './host/host';
import { part } from './host/parts';
import { log } from './log/log';
import { opsAreOpen, settle } from './boundary/ops';
import { charCodeAt, indexOf, stringify } from './host/primordials';
import type { LoadedProgram, Program } from './boundary/program';
import { explained, mapped, whereabouts } from './log/stack';
import { builtinNames, hostModuleNames } from './modules/builtins';
import { OF_THE_HOST } from './modules/absent';
import { forgetCompiler } from './modules/typescript';
import { warmUp } from './modules/warm';
import { began, none } from './contexts/context';
import { fire, outside } from './runtime/loop';
import process, { told } from './runtime/process';
import { isKept } from './runtime/schedule';
import { variables } from './services/settings/settings';
import { isThenable, whenSettled } from './runtime/thenables';
import { entered, leaving } from './runtime/ticks';
import { styleModules, styles } from './styles';

/** As often as it takes V8 to compile most of the transformer. */
const ROUNDS = 60;

let loaded: LoadedProgram | undefined;
/** What became of a load that was not done when its call returned. */
let later: string | undefined;

/** What puts the clock forward, where a test may. */
interface Travel {
  begin(): void;
  hearing(program: LoadedProgram): LoadedProgram;
}

let travel: Travel | undefined;

/** V8 installs it anew in every context, also where the snapshot has none. */
function grantWebAssembly(granted: boolean): void {
  if (granted) {
    part('webassembly');
  } else {
    delete (globalThis as Record<string, unknown>)['WebAssembly'];
  }
}

function load(programJson: string): string | null {
  const program = JSON.parse(programJson) as Program;
  const style = styles[program.style];
  if (style === undefined) {
    throw new Error(`There is no style '${program.style}'`);
  }
  try {
    Object.assign(process.env, variables());
    grantWebAssembly(program.webAssembly === true);
    if (program.movesClock === true) {
      travel = part('travel') as Travel;
      travel.begin();
    }
    const loading = style(program);
    if (!isThenable(loading)) {
      forgetCompiler();
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

/** The same, whenever something has happened that it may have waited for; null while something is to come. */
function loadedLater(): string | null {
  if (later === undefined && (opsAreOpen() || isKept())) {
    return null;
  }
  forgetCompiler();
  const advice = 'No timer is set, and no answer of the host is to come.';
  return later ?? `!Error: the top level, or the function that the add-on exports, waits for something that does not come. ${advice}`;
}

/** What a load has failed with, for the author. */
function failed(error: unknown): string {
  return `!${explained(error)}`;
}

function declared(program: LoadedProgram): string {
  loaded = travel?.hearing(program) ?? program;
  const { endpoints, warnings, clientScript, hooks, listeners, modules } = loaded;
  return stringify({ endpoints, listeners: listeners?.declared, warnings, modules, clientScript, hooks });
}

const DASH = 45;

/** An exchange that began with no request has a dash where others have their endpoint. */
function exchange(message: string): string | null {
  const program = loaded as LoadedProgram;
  const { listeners } = program;
  return listeners !== undefined && charCodeAt(message, (indexOf(message, '\0') as number) + 1) === DASH
    ? listeners.hear(message)
    : program.exchange(message);
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

/**
 * Throws what has no code of an add-on in it. The host shows what it catches, and an add-on's value may run its code for that (`stack`, `toString`,
 * `Error.prepareStackTrace`, the traps of a Proxy), where a throw is beyond catching: in thread mode V8 ends the server's process.
 */
function plain<A, B, C, D, R>(entry: (a: A, b: B, c: C, d: D) => R): (a: A, b: B, c: C, d: D) => R {
  return (a, b, c, d) => {
    try {
      return entry(a, b, c, d);
    } catch (error) {
      const message = textOf(error);
      // No Error: that would ask for a stack, which may be the add-on's to write.
      throw { __proto__: null, message, stack: message, toString: () => message };
    }
  };
}

function textOf(error: unknown): string {
  try {
    const text: unknown = explained(error);
    return typeof text === 'string' ? text : UNSPEAKABLE;
  } catch {
    return UNSPEAKABLE;
  }
}

const UNHANDLED = 'Wait for it where it is made (await, or return it), or say what is to be done: .catch((error) => …).';
const UNSPEAKABLE = 'an error that cannot be made text';

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
  exchange,
  exchangeBytes: (message: string, body: ArrayBuffer): string | null => (loaded as LoadedProgram).exchange(message, body),
  again,
  collect,
  settle,
  timer: fire,
  where: whereabouts,
  ticks: (): void => {
    entered();
    leaving();
  },
  rejected: (error: unknown, number: number): void => {
    if (!takesRejection(error, number) && !told('unhandledRejection', error, Promise.resolve())) {
      log('error', `${requestOf(number)}a promise was rejected and nobody handled it: ${mapped(error)}\n\n    ${UNHANDLED}`, number);
    }
  },
  abandon: (number: number, late: boolean): void => {
    abandon(number, late ? named('TimeoutError', 'The request took longer than it may (limits.wall)') : named('AbortError', 'The client has gone'), late);
  },
  taken,
  drop: (number: number): void => {
    outside();
    began(none);
    drop(number);
    leaving();
  },
};

const guarded: Record<string, unknown> = {};
for (const [name, entry] of Object.entries(entries)) {
  guarded[name] = plain(entry as (a: unknown, b: unknown, c: unknown, d: unknown) => unknown);
}

Object.defineProperty(globalThis, '__annex', {
  configurable: true,
  value: {
    boot(host: HostFunction, settingsJson: string) {
      connect(host);
      configure(settingsJson);
      return guarded;
    },
    warmUp: (): void => warmUp(ROUNDS),
    // Asked by the build: no service of an embedding program may be called so.
    moduleNames: (): string[] => [...hostModuleNames(), ...builtinNames(), ...OF_THE_HOST, ...styleModules()],
  },
});

warmUp(1);
