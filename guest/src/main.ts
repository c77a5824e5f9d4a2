// The order matters: the memory guard before every library that could keep an original constructor.
import './runtime/memory';
import './runtime/globals';
import { abandon, collect, runAs } from './boundary/exchanges';
import { configure, connect, type HostFunction } from './boundary/host';
import { log } from './boundary/log';
import { stringify } from './boundary/primordials';
import { mapped } from './modules/stack';
import { fire } from './runtime/timers';
import { styles, type LoadedProgram, type Program } from './styles';

/** Ops that wait for the host's answer. */
const waiting = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();

let loaded: LoadedProgram | undefined;

function load(programJson: string): string {
  const program = JSON.parse(programJson) as Program;
  const style = styles[program.style];
  if (style === undefined) {
    throw new Error(`There is no style '${program.style}'`);
  }
  try {
    loaded = style(program);
  } catch (error) {
    return stringify({ error: mapped(error) });
  }
  return stringify({ endpoints: loaded.endpoints, warnings: loaded.warnings });
}

/** What the host calls; described in docs/design/messages.md. */
const entries = {
  load,
  exchange: (message: string): string | null => (loaded as LoadedProgram).exchange(message),
  exchangeBytes: (message: string, body: ArrayBuffer): string | null => (loaded as LoadedProgram).exchange(message, body),
  collect,
  settle: (number: number, ok: boolean, text: string): void => {
    const op = waiting.get(number);
    waiting.delete(number);
    if (ok) {
      op?.resolve(text);
    } else {
      op?.reject(new Error(text));
    }
  },
  timer: (now: number): number => {
    try {
      return fire(now);
    } catch (error) {
      log('error', `the timers failed: ${mapped(error)}`);
      return -1;
    }
  },
  rejected: (error: unknown): void => {
    log('error', `a promise was rejected and nobody handled it: ${mapped(error)}`);
  },
  abandon: (number: number): void => {
    runAs(0);
    abandon(number);
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
  },
});
