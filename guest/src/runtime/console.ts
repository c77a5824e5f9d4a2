import { part } from '../host/parts';
import { log, type Level } from '../log/log';
import { format } from './inspect';
import { now } from './clock';
import { replacing } from './lazily';

const counts = new Map<string, number>();
const starts = new Map<string, number>();
let indent = '';

const write =
  (level: Level) =>
  (...args: unknown[]): void => {
    log(level, indent + format(args));
  };

export const console = {
  log: write('info'),
  info: write('info'),
  debug: write('debug'),
  warn: write('warn'),
  error: write('error'),
  dir: (value: unknown) => {
    write('info')(value);
  },
  dirxml: write('info'),
  groupCollapsed: (...args: unknown[]) => {
    console.group(...args);
  },
  table: (value: unknown, columns?: readonly string[]) => {
    const { table } = part('node') as { table(value: unknown, columns?: readonly string[]): string | undefined };
    write('info')(table(value, columns) ?? value);
  },
  /** Only a terminal can be. */
  clear: () => undefined,
  profile: () => undefined,
  profileEnd: () => undefined,
  timeStamp: () => undefined,
  trace: (...args: unknown[]) => {
    const trace = new Error(format(args));
    trace.stack = String(trace.stack).replace(/^Error/, 'Trace');
    write('info')(trace);
  },
  assert: (condition: unknown, ...args: unknown[]) => {
    if (!condition) {
      write('error')('Assertion failed:', ...args);
    }
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    write('info')(`${label}: ${String(counts.get(label))}`);
  },
  countReset: (label = 'default') => {
    counts.delete(label);
  },
  time: (label = 'default') => {
    starts.set(label, now());
  },
  timeLog: (label = 'default') => {
    write('info')(`${label}: ${(now() - (starts.get(label) ?? now())).toFixed(3)}ms`);
  },
  timeEnd: (label = 'default') => {
    console.timeLog(label);
    starts.delete(label);
  },
  group: (...args: unknown[]) => {
    if (args.length > 0) {
      write('info')(...args);
    }
    indent += '  ';
  },
  groupEnd: () => {
    indent = indent.slice(2);
  },
};

Object.defineProperty(console, 'Console', {
  configurable: true,
  get: () => (part('node') as { Console: unknown }).Console,
  set: replacing(console, 'Console', true),
});
