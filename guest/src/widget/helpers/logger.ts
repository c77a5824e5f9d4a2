import { log, type Level } from '../../log/log';
import { inspect } from '../../runtime/inspect';

/** The levels of the original's logger, and what they are here. */
const LEVELS: Readonly<Record<string, Level>> = {
  error: 'error',
  warn: 'warn',
  info: 'info',
  http: 'info',
  verbose: 'debug',
  debug: 'debug',
  silly: 'trace',
};

export type Logger = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** `helper.Logger(category)`: a logger whose lines carry the label `WidgetBackend-<category>`. */
export function createLogger(category: unknown): Logger {
  const label = `WidgetBackend-${String(category)}`;
  const write = (level: Level, args: unknown[]): void => {
    log(level, [label + ':', ...args.map(shown)].join(' '));
  };
  const logger: Record<string, (...args: unknown[]) => unknown> = {
    log: (level, ...args) => {
      write(Object.hasOwn(LEVELS, String(level)) ? (LEVELS[String(level)] as Level) : 'info', args);
    },
  };
  for (const name of Object.keys(LEVELS)) {
    logger[name] = (...args) => {
      write(LEVELS[name] as Level, args);
    };
  }
  return Object.freeze(logger);
}

/** Errors by their stack, texts as they are, everything else as JSON. */
function shown(value: unknown): string {
  if (typeof value === 'string' || value instanceof Error) {
    return inspect(value);
  }
  try {
    return inspect(JSON.stringify(value) ?? String(value));
  } catch {
    return inspect(value);
  }
}
