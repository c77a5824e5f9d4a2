import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

/** A script of the add-on, as stacks name it. */
interface Script {
  /** What the author calls it, e.g. `notes/index.ts`. */
  readonly name: string;
  /** Columns that the loader's wrapper added to the first line. */
  readonly shift: number;
  /** The source map's text, read when a stack is first reported. */
  readonly map: () => string | undefined;
  readonly folder: string;
}

const scripts = new Map<string, Script>();
const traces = new Map<string, TraceMap | null>();

export function register(url: string, script: Script): void {
  scripts.set(url, script);
  traces.delete(url);
}

function trace(url: string, script: Script): TraceMap | null {
  let found = traces.get(url);
  if (found === undefined) {
    try {
      const json = script.map();
      found = json === undefined ? null : new TraceMap(json);
    } catch {
      found = null;
    }
    traces.set(url, found);
  }
  return found;
}

const FRAME = /^(\s*at )(?:(.*?) \()?([^()\s]+):(\d+):(\d+)\)?$/;

/** One line of a stack in the author's terms, or undefined for what is not the author's. */
function frame(line: string): string | undefined {
  const match = FRAME.exec(line);
  const script = match === null ? undefined : scripts.get(match[3] as string);
  if (match === null || script === undefined) {
    return undefined;
  }
  const row = Number(match[4]);
  let position = `${script.name}:${row}:${row === 1 ? Math.max(1, Number(match[5]) - script.shift) : match[5]}`;
  const map = trace(match[3] as string, script);
  if (map !== null) {
    const column = row === 1 ? Math.max(0, Number(match[5]) - 1 - script.shift) : Number(match[5]) - 1;
    const original = originalPositionFor(map, { line: row, column });
    if (original.source !== null) {
      const source = script.name.endsWith(original.source) ? script.name : script.folder + original.source.replace(/^webpack:\/\/[^/]*\/|^\.?\//, '');
      position = `${source}:${original.line}:${original.column + 1}`;
    }
  }
  return match[2] === undefined ? `    at ${position}` : `    at ${match[2]} (${position})`;
}

/** Errors whose stack the library has written for the author already. */
export const asWritten = new WeakSet<Error>();

/** An error as text for the log: message, then the stack with the author's own files, lines and columns. */
export function mapped(error: unknown): string {
  if (!(error instanceof Error)) {
    return `thrown: ${describe(error)}`;
  }
  let stack: string;
  try {
    stack = String(error.stack ?? error);
  } catch {
    return 'an error whose stack cannot be read';
  }
  if (asWritten.has(error)) {
    return stack;
  }
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  const head = first < 0 ? lines : lines.slice(0, first);
  const frames = first < 0 ? [] : lines.slice(first).flatMap((line) => frame(line) ?? []);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${mapped(error.cause)}`;
  return [...head, ...frames].join('\n') + cause;
}

function describe(value: unknown): string {
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** Where in the author's source the code stands that called into the guest library, e.g. `notes/index.js:3:9`. */
export function callerPosition(): string {
  const lines = String(new Error().stack).split('\n');
  for (let i = 1; i < lines.length; i++) {
    const found = frame(lines[i] as string);
    if (found !== undefined) {
      return found.replace(/^\s+at (?:.*\()?/, '').replace(/\)$/, '');
    }
  }
  return 'an unknown place';
}
