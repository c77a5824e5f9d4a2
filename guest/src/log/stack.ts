import { AnyMap, originalPositionFor, sourceContentFor, type TraceMap } from '@jridgewell/trace-mapping';
import { adviceOf } from './advice';
import { cut } from './log';
import { authorsColumn } from '../contexts/inserted';
import { settings } from '../host/host';
import { folderOf, join } from '../host/paths';

/** Files of some place, as far as stacks need them. */
export interface Sources {
  /** The text of a file; throws where there is none. */
  text(path: string): string;
  /** What stacks call a file. */
  name(path: string): string;
}

/** A script of the add-on, as stacks name it. */
export interface Script {
  /** Where the file is. */
  readonly files: Sources;
  /** The file's path from the root of these. */
  readonly path: string;
  /** Columns that the loader's wrapper added to the first line. */
  readonly shift: number;
  /** The script's text with what the rewriter has put in, where it has; read when a stack is reported. */
  readonly rewritten: (() => string) | undefined;
  /** The texts of source maps, each for what the one before leads to; read when a stack is first reported. */
  readonly maps: () => readonly string[];
}

/** A place in the author's source. */
export interface Place {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** The line itself, where it can be had. */
  readonly text: () => string | undefined;
}

const scripts = new Map<string, Script>();
/** Places of stacks that were read lately, by what V8 calls them and by what authors do: whoever reads stacks reads the same ones. */
const places = new Map<string, Place>();
const MOST_PLACES = 2000;
/** The files that stacks have named to the author. */
const shownNames = new Set<string>();
const traces = new Map<string, readonly TraceMap[]>();

export function register(url: string, script: Script): void {
  scripts.set(url, script);
  traces.delete(url);
  places.clear();
  if (lines?.url === url) {
    lines = undefined;
  }
}

/** The lines of the rewritten script that a stack was last in: a bundle's are not held for all. */
let lines: { readonly url: string; readonly texts: readonly string[] } | undefined;

/** The column (from 1) as it is without what the rewriter has put into the line. */
function unwritten(url: string, { rewritten }: Script, line: number, column: number): number {
  if (rewritten === undefined) {
    return column;
  }
  if (lines?.url !== url) {
    lines = { url, texts: rewritten().split('\n') };
  }
  return authorsColumn(lines.texts[line - 1] ?? '', column - 1) + 1;
}

function trace(url: string, script: Script): readonly TraceMap[] {
  let found = traces.get(url);
  if (found === undefined) {
    try {
      found = script.maps().map((json) => new AnyMap(json));
    } catch {
      found = [];
    }
    traces.set(url, found);
  }
  return found;
}

/** A place as the last map that knows it has it. */
function original(maps: readonly TraceMap[], path: string, line: number, column: number): { map: TraceMap; source: string; line: number; column: number } | undefined {
  let place: { map: TraceMap; source: string; line: number; column: number } | undefined;
  for (const map of maps) {
    // What leads to another file has come to the author's.
    if (place !== undefined && place.source !== path) {
      break;
    }
    const next = originalPositionFor(map, { line: place?.line ?? line, column: place?.column ?? column });
    if (next.source === null) {
      break;
    }
    place = { map, source: next.source, line: next.line, column: next.column };
  }
  return place;
}

function lineOf(source: string | null | undefined, line: number): string | undefined {
  return source?.split('\n')[line - 1]?.replace(/\r$/, '');
}

function sourceLine({ files }: Script, path: string, line: number): string | undefined {
  try {
    return lineOf(files.text(path), line);
  } catch {
    return undefined;
  }
}

/** Where in the author's source a line and column (both from 1) of a script is. */
export function placeOf(url: string, line: number, column: number): Place | undefined {
  const script = scripts.get(url);
  if (script === undefined) {
    return undefined;
  }
  const own = unwritten(url, script, line, line === 1 ? Math.max(1, column - script.shift) : column);
  const place = original(trace(url, script), script.path, line, own - 1);
  if (place === undefined) {
    return { name: script.files.name(script.path), line, column: own, text: () => sourceLine(script, script.path, line) };
  }
  const { map, source } = place;
  // What a bundler calls a file: webpack://app/./src/index.ts, ../src/index.ts, or the file that Sucrase read, /index.ts.
  const named = source.replace(/^[a-z][a-z+.-]*:\/\/[^/]*\//i, '');
  const path = source === script.path ? source : join(named === source ? folderOf(script.path) : '/', named);
  return {
    name: script.files.name(path),
    line: place.line,
    column: place.column + 1,
    text: () => lineOf(sourceContentFor(map, source), place.line) ?? sourceLine(script, path, place.line),
  };
}

/** A place as V8 names it, or as the author's: what writes a stack out of others' has both in it. */
function found(url: string, line: string, column: string): Place | undefined {
  const said = `${url}:${line}:${column}`;
  let place = places.get(said);
  if (place === undefined) {
    if (scripts.has(url)) {
      place = placeOf(url, Number(line), Number(column)) as Place;
      remember(said, place);
      remember(at(place), place);
      shownNames.add(place.name);
    } else if (shownNames.has(url)) {
      place = { name: url, line: Number(line), column: Number(column), text: () => undefined };
    }
  }
  return place;
}

function remember(said: string, place: Place): void {
  if (places.size >= MOST_PLACES) {
    places.clear();
  }
  places.set(said, place);
}

const errorToString = Error.prototype.toString;
const toText = String;
const { apply } = Reflect;
/** The outermost function of a module is the loader's wrapper, which says nothing to an author. */
const NO_NAME = /^(async )?(?:Object\.)?(?:eval|<anonymous>) \($/;
/** A frame of the guest library, or of a part of it. */
const OURS = /(?:^|\(| )annex:guest[\w/]*:\d+:\d+\)?$/;
const SITE = /(\S+):(\d+):(\d+)(\)?)$/;

/**
 * What `error.stack` is, as in Node: the error, and a line for each frame but the library's own; columns, and lines where there is a source map, are the
 * author's.
 * V8 calls it as `Error.prepareStackTrace` when a stack is read for the first time.
 */
export function prepareStackTrace(error: object, sites: readonly unknown[]): string {
  // V8 calls it wherever it shows an error, also where an add-on has taken all built-ins away: what it throws ends the process.
  let stack = '<error>';
  try {
    stack = apply(errorToString, error, []) as string;
    for (let i = 0; i < sites.length; i++) {
      const site = toText(sites[i]);
      if (!OURS.test(site)) {
        stack += `\n    at ${shownSite(site)}`;
      }
    }
  } catch {
    // It says what it can.
  }
  return stack;
}

/** A frame as V8 writes it, with the author's place for its own. */
function shownSite(site: string): string {
  try {
    const match = SITE.exec(site);
    if (match === null) {
      return site;
    }
    const [said, , line, column, end] = match as unknown as [string, string, string, string, string];
    // What is called from nowhere else has no name before it, and no parenthesis.
    const from = match.index + said.lastIndexOf('(') + 1;
    const place = found(site.slice(from, site.length - line.length - column.length - end.length - 2), line, column);
    if (place === undefined) {
      return site;
    }
    const called = site.slice(0, from);
    const anonymous = NO_NAME.exec(called);
    return anonymous === null ? called + at(place) + end : `${anonymous[1] ?? ''}${at(place)}`;
  } catch {
    return site;
  }
}

const FRAME = /^\s*at (?:(.*?) \()?(?:async )?(.+?):(\d+):(\d+)\)?$/;

/** One line of a stack, or undefined for what is not the author's. */
function frame(line: string): { readonly called: string | undefined; readonly place: Place } | undefined {
  const match = FRAME.exec(line);
  const place = match === null ? undefined : found(match[2] as string, match[3] as string, match[4] as string);
  return match === null || place === undefined ? undefined : { called: functionName(match[1]), place };
}

function functionName(name: string | undefined): string | undefined {
  return name === undefined || /^(?:Object\.)?(?:eval|<anonymous>)$/.test(name) ? undefined : name;
}

export function at({ name, line, column }: Place): string {
  return `${name}:${line}:${column}`;
}

function written(line: string): string | undefined {
  const found = frame(line);
  if (found === undefined) {
    return undefined;
  }
  return found.called === undefined ? `    at ${at(found.place)}` : `    at ${found.called} (${at(found.place)})`;
}

/** Errors whose stack the library has written for the author already. */
export const asWritten = new WeakSet<Error>();

/**
 * An error comes from where a file imports a module: no code of that file has run.
 *
 * @param name what it imports of it, where it is about that
 */
export function cameFrom(error: Error, files: Sources, path: string, imported: string, name?: string): void {
  const lines = files.text(path).split('\n');
  const quoted = [`'${imported}'`, `"${imported}"`];
  const from = lines.findIndex((text) => /\b(?:from|import)\b/.test(text) && quoted.some((each) => text.includes(each)));
  let line = from;
  let start = Math.max(...quoted.map((each) => (lines[from] ?? '').indexOf(each)));
  if (name !== undefined) {
    // A statement of several lines has its names above.
    const named = name === 'default' ? /\bimport\s+([\w$]+)/ : new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`);
    for (let above = from; above >= 0 && above > from - MOST_LINES_OF_IMPORT; above--) {
      const text = above === from ? (lines[above] as string).slice(0, start) : (lines[above] as string);
      const match = named.exec(text);
      if (match !== null) {
        line = above;
        start = match.index + match[0].length - (match[1] ?? match[0]).length;
        break;
      }
      if (/\bimport\b/.test(text)) {
        break;
      }
    }
  }
  const text = lines[line];
  if (text === undefined) {
    return;
  }
  const column = start + 1;
  const place = { name: files.name(path), line: line + 1, column, text: () => text };
  remember(at(place), place);
  shownNames.add(place.name);
  error.stack = `${apply(errorToString, error, []) as string}\n    at ${at(place)}`;
}

const MOST_LINES_OF_IMPORT = 100;

/** An error is about a file as a whole: no code of it is on the stack. */
export function inFile(error: Error, path: string): Error {
  asWritten.add(error);
  error.stack = `${apply(errorToString, error, []) as string}\n    at ${settings.addon}${path}`;
  return error;
}

/** What an author can do about an error. */
export const advised = new WeakMap<Error, string>();

const DEEPEST_CAUSE = 5;
const NO_ERROR = ' (expected: an Error, which knows where it was made, as in throw new Error(…))';

/** An error as text for the log: message, then the stack with the author's own files, lines and columns, then what to do about it. Never throws. */
export function mapped(error: unknown): string {
  try {
    return map(error, 0) + counsel(error, placeIn(error));
  } catch {
    return 'an error that cannot be shown: reading it throws another';
  }
}

function map(error: unknown, depth: number): string {
  if (!(error instanceof Error)) {
    return `thrown: ${describe(error)}${depth === 0 ? NO_ERROR : ''}`;
  }
  const stack = cut(String(error.stack ?? error));
  if (asWritten.has(error)) {
    return stack;
  }
  const { head, frames } = parts(stack);
  const { cause } = error;
  const because = cause === undefined || depth === DEEPEST_CAUSE ? '' : `\ncaused by: ${map(cause, depth + 1)}`;
  return [...head, ...frames.flatMap((line) => written(line) ?? [])].join('\n') + because;
}

/** What its author can do about an error, in a paragraph of its own; empty where that is not known. */
function counsel(error: unknown, place: Place | undefined): string {
  if (!(error instanceof Error) || asWritten.has(error)) {
    return '';
  }
  const before = (): string => (place?.text() ?? '').slice(0, Math.max(0, (place?.column ?? 1) - 1));
  const advice = advised.get(error) ?? adviceOf(String(error.message), before);
  return advice === undefined ? '' : `\n\n    ${advice}`;
}

/** The innermost place of an error in the author's source. */
function placeIn(error: unknown): Place | undefined {
  if (error instanceof Error) {
    for (const line of parts(cut(String(error.stack))).frames) {
      const found = frame(line);
      if (found !== undefined) {
        return found.place;
      }
    }
  }
  return undefined;
}

function parts(stack: string): { head: string[]; frames: string[] } {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first < 0 ? { head: lines, frames: [] } : { head: lines.slice(0, first), frames: lines.slice(first) };
}

function describe(value: unknown): string {
  return cut(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** A place and its line with a mark under the column, for the author. */
export function shown(text: string | undefined, column: number): string {
  if (text === undefined || text.trim() === '') {
    return '';
  }
  // A bundle may be one line of a megabyte.
  const from = column > 100 ? column - 60 : 0;
  const cut = text.slice(from, from + 160);
  // Tabs stay tabs, so that the mark stands where the line does.
  const before = cut.slice(0, Math.max(0, column - 1 - from)).replace(/[^\t]/g, ' ');
  return `\n\n    ${cut}\n    ${before}^`;
}

/** {@link mapped}, with the line itself of the innermost place in the author's source: for errors of a load. */
export function explained(error: unknown): string {
  try {
    const text = map(error, 0);
    const place = error instanceof Error && asWritten.has(error) ? undefined : placeIn(error);
    return text + (place === undefined ? '' : shown(place.text(), place.column)) + counsel(error, place);
  } catch {
    return mapped(error);
  }
}

const MOST_FRAMES = 10;
const { captureStackTrace } = Error as unknown as { captureStackTrace(object: object): void };

/** Where code is at the moment, a line for each frame in the author's source: what is to be stopped is asked in the middle of anything. */
export function whereabouts(): string {
  const stackTraceLimit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const prepared = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    Reflect.defineProperty(Error, 'stackTraceLimit', { value: 100, writable: true, configurable: true, enumerable: true });
    // What an add-on has put in its place would run its code.
    Reflect.defineProperty(Error, 'prepareStackTrace', { value: prepareStackTrace, writable: true, configurable: true });
    const site = { stack: '' };
    captureStackTrace(site);
    const { frames } = parts(cut(site.stack));
    return frames.flatMap((line) => written(line) ?? []).slice(0, MOST_FRAMES).join('\n');
  } catch {
    return '';
  } finally {
    for (const [name, before] of [['stackTraceLimit', stackTraceLimit], ['prepareStackTrace', prepared]] as const) {
      if (before === undefined) {
        Reflect.deleteProperty(Error, name);
      } else {
        Reflect.defineProperty(Error, name, before);
      }
    }
  }
}

/** Where in the author's source the code stands that called into the guest library, e.g. `notes/index.js:3:9`. */
export function callerPosition(place: { readonly stack?: string | undefined } = new Error()): string {
  const lines = cut(String(place.stack)).split('\n');
  for (let i = 1; i < lines.length; i++) {
    const found = frame(lines[i] as string);
    if (found !== undefined) {
      return at(found.place);
    }
  }
  return 'an unknown place';
}
