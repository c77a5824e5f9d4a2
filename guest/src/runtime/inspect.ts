import inspectObject from 'object-inspect';
import { cut } from '../log/log';
import { mapped } from '../log/stack';

const DEPTH = 4;
const LONGEST_PATTERN = 65536;

/** A value as a log shows it; texts as they are, errors with their stack in the author's terms. Never throws. */
export function inspect(value: unknown): string {
  if (typeof value === 'string') {
    return cut(value);
  }
  if (value instanceof Error) {
    return mapped(value);
  }
  try {
    return inspectObject(value, { depth: DEPTH });
  } catch {
    return 'a value that cannot be shown';
  }
}

/** Arguments as one line, printf-like where the first has placeholders. */
export function format(args: readonly unknown[]): string {
  const [first] = args;
  if (args.length > 1 && typeof first === 'string' && first.length <= LONGEST_PATTERN && first.includes('%')) {
    return placeholders(first, args);
  }
  return args.map(inspect).join(' ');
}

function placeholders(pattern: string, args: readonly unknown[]): string {
  let next = 1;
  const head = pattern.replace(/%[sdifjoOc%]/g, (mark) => {
    if (mark === '%%') {
      return '%';
    }
    if (next >= args.length) {
      return mark;
    }
    const value = args[next++];
    switch (mark) {
      case '%d':
        return typeof value === 'bigint' ? `${value}n` : String(Number(value));
      case '%i':
        return String(Number.parseInt(String(value), 10));
      case '%f':
        return String(Number.parseFloat(String(value)));
      case '%j':
        return JSON.stringify(value);
      case '%c':
        return '';
      default:
        return inspect(value);
    }
  });
  return [head, ...args.slice(next).map(inspect)].join(' ');
}
