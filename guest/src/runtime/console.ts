import { log, type Level } from '../boundary/log';
import { mapped } from '../modules/stack';
import { now } from './timers';

function text(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Error) {
    return mapped(value);
  }
  return (require('util') as { inspect: (value: unknown) => string }).inspect(value);
}

/** Arguments as one line, printf-like where the first has placeholders. */
export function format(args: unknown[]): string {
  if (args.length === 1) {
    return text(args[0]);
  }
  if (typeof args[0] === 'string' && args[0].includes('%')) {
    return (require('util') as { format: (...args: unknown[]) => string }).format(...args);
  }
  return args.map(text).join(' ');
}

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
  table: (value: unknown) => {
    write('info')(value);
  },
  trace: (...args: unknown[]) => {
    const error = new Error(format(args));
    error.name = 'Trace';
    write('info')(error);
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
