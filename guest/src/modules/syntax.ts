import { parse } from 'acorn';
import { asWritten, at, placeOf, shown, type Place } from '../log/stack';

/** A script that could not be compiled. */
interface Broken {
  /** What stacks call it: the key of its source map. */
  readonly url: string;
  /** What the author calls it. */
  readonly name: string;
  readonly source: string;
  /** What V8 was given: another text than the source where that was transformed. */
  readonly code: string;
  /** Columns of the wrapper on the first line. */
  readonly shift: number;
}

/** Line and column of Sucrase's and Acorn's errors; Sucrase counts columns from 1, Acorn from 0. */
type Located = Error & { loc?: { line: number; column: number } };

/** What to write instead, where that is known. */
const ADVICE: readonly [RegExp, string][] = [
  [/await is only valid|^Unexpected reserved word/, 'Outside of the top level of a module, await stands in an async function'],
  [/may appear only with 'sourceType: module'|^Cannot use 'import\.meta' outside/, 'A script for browsers is no module: React, PropTypes, _ and Stage are global'],
  [/^Unterminated JSX contents/, 'A tag is not closed'],
  [/^Unexpected (?:identifier|token|string|number)|^missing \)/, 'Something is missing before the mark, or too much there: a comma, an operator, a bracket, a quote'],
  [/has already been declared$/, 'A name is declared once; where it gets another value, let and const are left out'],
  [/^Unexpected end of input/, 'What was opened above is not closed: each {, ( and [ has its other, and each quote'],
  [/Invalid or unexpected token/, 'Syntax that neither V8 nor TypeScript knows must be compiled before'],
];

/** Quotes of texts, which word processors write. */
const TYPOGRAPHIC = /[\u2018-\u201f\u00ab\u00bb]/;
const TYPES = /^\s*(?:export\s+)?(?:interface|type|enum|declare|namespace)\s+\w/;

/** What to write instead, where the author's line tells. */
function ofPlace(what: string, place: Place | undefined): string | undefined {
  const line = place?.text();
  if (place === undefined || line === undefined) {
    return undefined;
  }
  const mark = line.charAt(place.column - 1);
  if (TYPOGRAPHIC.test(mark)) {
    return `${mark} is a quote of word processors: code has ' and "`;
  }
  if (!/\.[cm]?jsx?$/.test(place.name)) {
    return undefined;
  }
  if (what.startsWith("Unexpected token ':'") || TYPES.test(line)) {
    return 'Where this is a type: they are read in files whose names end with .ts';
  }
  return what.startsWith("Unexpected token '<'") && /<[\w>]/.test(line.slice(place.column - 1)) ? 'Where this is a tag: JSX is read in files whose names end with .tsx or .jsx' : undefined;
}

const MODULES_OWN = /^Cannot use 'import\.meta' outside/;

function inSource({ name, source }: Broken, line: number, column: number): Place {
  return { name, line, column, text: () => source.split('\n')[line - 1] };
}

interface Found {
  readonly place: Place | undefined;
  /** What the parser says. */
  readonly what?: string;
}

/** V8 tells nobody where a syntax error in evaluated code is, so the text is parsed once more by a parser that does. */
function locate(error: Located, broken: Broken): Found | undefined {
  if (error.loc !== undefined) {
    return { place: inSource(broken, error.loc.line, error.loc.column) };
  }
  try {
    parse(broken.code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true, allowImportExportEverywhere: true, allowAwaitOutsideFunction: /\bawait\b/.test(broken.code) });
  } catch (found) {
    const { loc, message } = found as Located;
    if (loc !== undefined) {
      const place =
        broken.code === broken.source ? inSource(broken, loc.line, loc.column + 1) : placeOf(broken.url, loc.line, loc.column + 1 + (loc.line === 1 ? broken.shift : 0));
      return { place, what: message };
    }
  }
  return undefined;
}

/** A syntax error as its author should see it: what, file:line:column, the line with a mark, and what to write instead. */
export function syntaxError(error: unknown, broken: Broken): SyntaxError {
  const own = error as Located;
  const found = locate(own, broken);
  const place = found?.place;
  // What is left of `import.meta` where something else is wrong is not what is wrong.
  const said = MODULES_OWN.test(own.message) ? (found?.what ?? own.message) : own.message;
  const what = said.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '');
  const made = new SyntaxError(what);
  asWritten.add(made);
  made.stack = `SyntaxError: ${what}\n    at ${place === undefined ? broken.name : at(place) + shown(place.text(), place.column)}`;
  const advice = ofPlace(what, place) ?? ADVICE.find(([pattern]) => pattern.test(what))?.[1];
  if (advice !== undefined) {
    made.stack += `\n\n    ${advice}.`;
  }
  return made;
}

const JSON_IS = 'JSON has names and texts in double quotes, a comma between two values and none behind the last, and no comments.';

/** A JSON file that is none: V8 says `… (line 2 column 3)`. */
export function jsonError(error: unknown, name: string, source: string): SyntaxError {
  const { message } = error as Error;
  const [, line, column] = / \(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  const end = source.split('\n');
  const found = line === undefined ? { line: end.length, column: (end.at(-1)?.length ?? 0) + 1 } : { line: Number(line), column: Number(column) };
  const made = new SyntaxError(message);
  asWritten.add(made);
  made.stack = `SyntaxError: ${message}\n    at ${name}:${found.line}:${found.column}${shown(end[found.line - 1], found.column)}\n\n    ${JSON_IS}`;
  return made;
}
