/** Node's class `Console`: writes to streams that it is given. */
import { coded } from './errors';
import { inspect, util } from './util';

interface Sink {
  write(text: string): unknown;
}
interface Options {
  readonly stdout?: unknown;
  readonly stderr?: unknown;
  readonly groupIndentation?: number;
  readonly inspectOptions?: object;
}

const { formatWithOptions } = util as { formatWithOptions(options: object, ...args: unknown[]): string };
const { stringWidth = (text: string): number => text.length } = inspect as unknown as { stringWidth?: (text: string) => number };
const VALUES = 'Values';

function mustBeSink(name: string, value: unknown): Sink {
  if (typeof (value as Partial<Sink> | undefined)?.write !== 'function') {
    throw coded(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', `Console expects a writable stream instance for ${name}`);
  }
  return value as Sink;
}

const cell = (value: unknown): string => inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth: typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0 });

function drawn(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(...[name, ...rows.map((row) => row[at] ?? '')].map((text) => stringWidth(text))) + 2);
  const line = (left: string, middle: string, right: string): string => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const written = (row: readonly string[]): string => `│${widths.map((width, at) => ` ${row[at] ?? ''}`.padEnd(width + (row[at] ?? '').length - stringWidth(row[at] ?? ''))).join('│')}│`;
  return [line('┌', '┬', '┐'), written(head), line('├', '┼', '┤'), ...rows.map(written), line('└', '┴', '┘')].join('\n');
}

/** A value as a table; undefined for what is none. */
export function table(value: unknown, columns?: readonly string[]): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (value instanceof Map) {
    return drawn(['(iteration index)', 'Key', VALUES], [...value].map(([name, each], at) => [String(at), cell(name), cell(each)]));
  }
  if (value instanceof Set) {
    return drawn(['(iteration index)', VALUES], [...value].map((each, at) => [String(at), cell(each)]));
  }
  const names = new Set<string>(columns);
  let plain = false;
  const entries = Object.entries(value);
  for (const [, row] of entries) {
    if (typeof row === 'object' && row !== null) {
      if (columns === undefined) {
        Object.keys(row).forEach((name) => names.add(name));
      }
    } else {
      plain = true;
    }
  }
  const rows = entries.map(([index, row]) => {
    const object = typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : undefined;
    const cells = [...names].map((name) => (object !== undefined && Object.hasOwn(object, name) ? cell(object[name]) : ''));
    return [index, ...cells, ...(plain ? [object === undefined ? cell(row) : ''] : [])];
  });
  return drawn(['(index)', ...names, ...(plain ? [VALUES] : [])], rows);
}

class Writer {
  readonly #out: Sink;
  readonly #error: Sink;
  readonly #step: number;
  readonly #inspecting: object;
  readonly #counts = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  #indent = '';

  constructor({ stdout, stderr = stdout, groupIndentation = 2, inspectOptions = {} }: Options) {
    this.#out = mustBeSink('stdout', stdout);
    this.#error = mustBeSink('stderr', stderr);
    this.#step = groupIndentation;
    this.#inspecting = inspectOptions;
  }

  #write(sink: Sink, text: string): void {
    sink.write(`${this.#indent}${this.#indent === '' ? text : text.replaceAll('\n', `\n${this.#indent}`)}\n`);
  }

  #format(args: readonly unknown[]): string {
    return formatWithOptions(this.#inspecting, ...args);
  }

  log(...args: unknown[]): void {
    this.#write(this.#out, this.#format(args));
  }

  warn(...args: unknown[]): void {
    this.#write(this.#error, this.#format(args));
  }

  dir(value: unknown, options: object = {}): void {
    this.#write(this.#out, inspect(value, { customInspect: false, ...this.#inspecting, ...options }));
  }

  trace(...args: unknown[]): void {
    const { stack = '' } = new Error(this.#format(args));
    this.warn(stack.replace(/^Error/, 'Trace'));
  }

  assert(condition: unknown, ...args: unknown[]): void {
    if (!condition) {
      const [first, ...rest] = args;
      this.warn(...(args.length === 0 ? ['Assertion failed'] : typeof first === 'string' ? [`Assertion failed: ${first}`, ...rest] : ['Assertion failed', ...args]));
    }
  }

  clear(): void {
    // Only a terminal can be.
  }

  count(label: unknown = 'default'): void {
    const name = String(label);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.log(`${name}: ${String(this.#counts.get(name))}`);
  }

  countReset(label: unknown = 'default'): void {
    this.#counts.delete(String(label));
  }

  group(...args: unknown[]): void {
    if (args.length > 0) {
      this.log(...args);
    }
    this.#indent += ' '.repeat(this.#step);
  }

  groupEnd(): void {
    this.#indent = this.#indent.slice(this.#step);
  }

  table(value: unknown, columns?: readonly string[]): void {
    this.log(table(value, columns) ?? value);
  }

  time(label: unknown = 'default'): void {
    this.#starts.set(String(label), performance.now());
  }

  timeLog(label: unknown = 'default', ...args: unknown[]): void {
    const start = this.#starts.get(String(label));
    if (start !== undefined) {
      this.log(`${String(label)}: ${(performance.now() - start).toFixed(3)}ms`, ...args);
    }
  }

  timeEnd(label: unknown = 'default'): void {
    this.timeLog(label);
    this.#starts.delete(String(label));
  }
}

const METHODS = ['log', 'warn', 'dir', 'time', 'timeEnd', 'timeLog', 'trace', 'assert', 'clear', 'count', 'countReset', 'group', 'groupEnd', 'table'] as const;
const SAME = { info: 'log', debug: 'log', error: 'warn', dirxml: 'log', groupCollapsed: 'group' } as const;

/** Called with or without `new`; methods can be taken off it. */
export function Console(this: unknown, out: unknown, error?: unknown): object {
  const options = typeof (out as Partial<Sink> | undefined)?.write === 'function' ? { stdout: out, ...(error === undefined ? {} : { stderr: error }) } : ((out ?? {}) as Options);
  const writer = new Writer(options) as unknown as Record<string, (...args: unknown[]) => void>;
  const made = Object.create((new.target?.prototype as object | undefined) ?? (Console.prototype as object)) as Record<string, unknown>;
  for (const name of METHODS) {
    made[name] = (writer[name] as (...args: unknown[]) => void).bind(writer);
  }
  for (const [name, same] of Object.entries(SAME)) {
    made[name] = made[same];
  }
  return Object.assign(made, { _stdout: options.stdout, _stderr: 'stderr' in options ? options.stderr : options.stdout });
}
Object.defineProperty(Console, Symbol.hasInstance, { value: (value: unknown) => value === globalThis.console || Object.prototype.isPrototypeOf.call(Console.prototype as object, Object(value) as object) });
