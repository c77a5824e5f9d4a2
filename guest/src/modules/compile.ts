import type { Names } from '../contexts/inserted';
import { LOAD, META, occurs } from '../contexts/inserted';
import { mayImport } from '../contexts/renames';
import { maySuspend, type Rewritten } from '../contexts/rewriter';
import { evaluate, evaluateWithin, mustBeBody, rewritten, WITHIN_SHIFT } from '../contexts/strings';
import type { Files } from './files';
import { mustBeJsx } from './jsx';
import { jsxOptions } from './jsx-options';
import { folderOf, join } from '../host/paths';
import { register } from '../log/stack';
import { syntaxError } from './syntax';
import { compileJsx, isTypeScript, needsTransform, NeedsTypeScript, sourceMap, speaksOfModules, transform, type Named } from './transform';
import { byTypeScript } from './typescript';

type Wrapper = (...given: unknown[]) => unknown;

/** What the loader gives to a module. */
const GIVEN = `(exports, require, module, __filename, __dirname, define, ${LOAD}, ${META}) {`;
const WRAPPER = `(function ${GIVEN}`;
/** One that waits at its top level. */
const WAITING = `(async function ${GIVEN}`;
/** An ES module: it may have declarations of its own by these names. */
const STRICT_BLOCK = `${WRAPPER}"use strict";{`;
const BLOCK = `${WRAPPER}{`;
const END = '\n})';

/** What V8's own stacks call a script: never what an author's does, so that no place is looked up twice. */
function urlOf(name: string): string {
  return `addon:${encodeURI(name).replace(/[()]/g, '_')}`;
}

/** How a script is compiled. */
interface Way {
  /** By TypeScript's own compiler first. */
  readonly typescript?: boolean;
  /** As an ES module, or TypeScript. */
  readonly transformed?: boolean;
  /** As one that waits at its top level. */
  readonly awaits?: boolean;
  /** What of Node's names it declares itself. */
  readonly own?: readonly string[];
}

/** Names that an ES module may have of its own, as Node gives them to none; and one that Node gives to nobody. */
const OWN = /^Identifier '(require|module|__filename|__dirname|define)' has already been declared/;

/** Under other names what a script has of its own, just as long so that columns stay. */
function without(names: readonly string[] | undefined, begin: string): string {
  return (names ?? []).reduce((text, name) => text.replace(` ${name},`, ` $${name.slice(1)},`), begin);
}

/** How it is tried once more where it declares such a name itself. */
function withOwn(error: unknown, way: Way): Way | undefined {
  const name = error instanceof SyntaxError ? OWN.exec(error.message)?.[1] : undefined;
  return name !== undefined && (name === 'define' || way.transformed === true) && way.own?.includes(name) !== true ? { ...way, own: [...(way.own ?? []), name] } : undefined;
}

/** What a script has become for V8. */
interface Ready {
  readonly code: string;
  readonly way: Way;
  /** Whether it needs V8's own `eval`. */
  readonly evaluates: boolean;
  /** Where it is rewritten. */
  readonly names?: Names | undefined;
  /** Whether it is an ES module, and what it imports. */
  readonly esm?: boolean;
  readonly imports?: readonly string[];
  /** Columns that were put in at its beginning, where it has no map for what it was. */
  readonly shift?: number | undefined;
  readonly named?: Named;
  /** Whether it is a module for `define` and nothing else. */
  readonly amd?: boolean;
  /** The source map of what TypeScript's compiler made, which is not made anew for a stack. */
  readonly map?: string | undefined;
}

/** A script that can be evaluated. */
export interface Compiled {
  /** Returns a promise where it waits at its top level. */
  readonly wrapper: Wrapper;
  readonly esm: boolean;
  readonly imports: readonly string[];
  /** The names that it imports of each. */
  readonly named: Named;
  readonly awaits: boolean;
  readonly amd: boolean;
  /** Whether it asks for `import.meta`. */
  readonly meta: boolean;
}

/** As the host keeps it for the version's other workers: a line of what it is, then the code. */
function kept({ code, ...rest }: Ready): string {
  return `${JSON.stringify(rest)}\n${code}`;
}

function ready(text: string): Ready {
  const end = text.indexOf('\n');
  return { ...(JSON.parse(text.slice(0, end)) as Omit<Ready, 'code'>), code: text.slice(end + 1) };
}

/** What differs between loaders here. */
interface Compiling {
  readonly files: Files;
  readonly strict: boolean;
}

/**
 * Compiles a script so that stacks name its file, line and column. What has to be done to its text is done once in a version; later workers get
 * what came of it.
 *
 * It is tried as what it may be, from what costs least: a plain script, an ES module, one that waits at its top level, and what only TypeScript's own
 * compiler knows.
 */
export function compile(path: string, compiling: Compiling): Compiled {
  const { files, strict } = compiling;
  const kind = strict ? 'strict' : 'loose';
  const found = files.found(path, kind);
  if (found.kept !== undefined) {
    return wrapped(ready(found.kept), path, compiling);
  }
  const { source } = found;
  if (!needsTransform(path)) {
    try {
      const compiled = wrapped({ code: source, way: {}, evaluates: false, amd: isAmd(source) }, path, compiling);
      if (!mayImport(source) && !maySuspend(source)) {
        return compiled;
      }
      return done(compileAs({}, source, path, compiling));
    } catch (error) {
      const own = withOwn(error, {});
      if (own !== undefined) {
        return done(compileAs(own, source, path, compiling));
      }
      if (!speaksOfModules(error) && !mayNeedTypeScript(error, source)) {
        const failure = broken(error, source, source, path, files);
        // In a plain script it is a name, which a parenthesis or a word may not follow.
        if (!/\bawait\b/.test(source)) {
          throw failure;
        }
        try {
          return done(asModule({ transformed: true }, source, path, compiling));
        } catch {
          throw failure;
        }
      }
    }
  }
  function done({ made, compiled }: { made: Ready; compiled: Compiled }): Compiled {
    files.keep(path, kind, found.digest, kept(made));
    return compiled;
  }
  try {
    return done(asModule({ transformed: true }, source, path, compiling));
  } catch (error) {
    if (!mayNeedTypeScript(error, source)) {
      throw error;
    }
    return done(asModule({ transformed: true, typescript: true }, source, path, compiling));
  }
}

/** Something that Sucrase passes on as it is, and V8 does not know. */
function mayNeedTypeScript(error: unknown, source: string): boolean {
  return error instanceof NeedsTypeScript || (error instanceof SyntaxError && !error.message.startsWith('Invalid regular expression') && /@|\baccessor\b/.test(source));
}

function asModule(way: Way, source: string, path: string, compiling: Compiling): { made: Ready; compiled: Compiled } {
  try {
    return compileAs(way, source, path, compiling);
  } catch (error) {
    if (!/\bawait\b/.test(source) || !(error instanceof SyntaxError)) {
      throw error;
    }
    // What is wrong with it otherwise is wrong in both.
    return compileAs({ ...way, awaits: true }, source, path, compiling);
  }
}

function compileAs(way: Way, source: string, path: string, compiling: Compiling): { made: Ready; compiled: Compiled } {
  let code = source;
  try {
    const made = make(way, source, path, compiling, (text) => {
      code = text;
    });
    return { made, compiled: wrapped(made, path, compiling) };
  } catch (error) {
    const own = withOwn(error, way);
    if (own !== undefined) {
      return compileAs(own, source, path, compiling);
    }
    throw error instanceof NeedsTypeScript ? error : broken(error, source, code, path, compiling.files);
  }
}

function broken(error: unknown, source: string, code: string, path: string, files: Files): SyntaxError {
  return syntaxError(error, { url: urlOf(files.name(path)), name: files.name(path), source, code, shift: WRAPPER.length });
}

/** What a text becomes in a way; `told` hears what V8 is given but for what is put in for the context. */
function make(way: Way, source: string, path: string, { files, strict }: Compiling, told?: (text: string) => void): Ready {
  const typed = way.typescript === true ? byTypeScript(source, path, files) : undefined;
  let text = typed?.code ?? source;
  let imports: readonly string[] = [];
  let named: Named = {};
  let esm = way.awaits === true;
  let shift: number | undefined;
  if (way.transformed === true) {
    const made = transform(text, typed === undefined ? path : typed.path, strict, jsxOptions(source, path, files));
    text = made.code;
    ({ imports, named = {}, shift } = made);
    esm ||= made.esm;
  }
  const body = bodyOf(text);
  told?.(body);
  const done = way.awaits === true ? waiting(body, way) : rewritten(body, true, true);
  return { ...done, way, esm, imports, named, shift, amd: isAmd(source), map: typed?.map };
}

/** A body that waits is rewritten as that of an asynchronous function. */
function waiting(body: string, { own }: Way): Rewritten {
  const { code, refused, ...rest } = rewritten(`${without(own, WAITING)}${body}${END}`, true, true);
  // V8 may complain of something else first.
  if (refused !== undefined && OWN.test(refused)) {
    throw new SyntaxError(refused);
  }
  return { ...rest, code: code.slice(WAITING.length, -'})'.length) };
}

/** Whether a script knows `define` and nothing else: what also knows CommonJS is that, and so is what a bundle has in it. */
function isAmd(source: string): boolean {
  return source.includes('define.amd') && !/\b(?:exports|module)\b/.test(source);
}

function beginning({ way, esm }: Ready, strict: boolean): string {
  return without(way.own, way.awaits === true ? WAITING : esm !== true ? WRAPPER : strict ? STRICT_BLOCK : BLOCK);
}

function wrapped(made: Ready, path: string, compiling: Compiling): Compiled {
  const { code, way, evaluates, names, esm = false, imports = [], named: taken = {}, amd = false } = made;
  const { files } = compiling;
  const url = urlOf(files.name(path));
  const awaits = way.awaits === true;
  const begin = beginning(made, compiling.strict);
  if (names !== undefined) {
    occurs(names);
  }
  register(url, {
    files,
    path,
    shift: begin.length + (made.shift ?? 0) + (evaluates ? WITHIN_SHIFT : 0),
    maps: () => maps(made, path, files),
    rewritten: names === undefined ? undefined : () => again(path, way, compiling),
  });
  const script = `${begin}${bodyOf(code)}${esm && !awaits ? '\n}' : ''}${END}`;
  const named = `\n//# sourceURL=${url}`;
  const wrapper = (evaluates ? evaluateWithin(script, named) : evaluate(script + named)) as Wrapper;
  return { wrapper, esm, imports, named: taken, awaits, amd, meta: code.includes(META) };
}

/** What a script became, once more, for a stack: what the host has forgotten is made anew. */
function again(path: string, way: Way, compiling: Compiling): string {
  const { kept, source } = compiling.files.found(path, compiling.strict ? 'strict' : 'loose');
  return kept === undefined ? make(way, source, path, compiling).code : ready(kept).code;
}

/** From what V8 has back to the author's: what was transformed, then what the author's own tools had made of it. */
function maps({ way, map, shift }: Ready, path: string, files: Files): readonly string[] {
  const own = way.typescript === true || isTypeScript(path) ? undefined : mapBeside(files.text(path), path, files);
  const found = [];
  if (way.transformed === true && shift === undefined) {
    const typed = way.typescript === true ? byTypeScript(files.text(path), path, files) : undefined;
    found.push(sourceMap(typed?.code ?? files.text(path), typed?.path ?? path, path, jsxOptions(files.text(path), path, files)));
  }
  return [...found, ...[map, own].filter((each) => each !== undefined)];
}

/** Evaluates a text where a script's own variables are seen. */
export type Scope = (text: string) => unknown;

const SCOPE = '(function () { ';
const SCOPE_SHIFT = WITHIN_SHIFT + SCOPE.length;

/**
 * Evaluates a plain script, which is no module: what it declares is seen by what is evaluated in its scope afterwards. A text that stands in the
 * script as it is has the lines that it has there.
 */
export function plainScript(path: string, files: Files): Scope {
  const url = urlOf(files.name(path));
  const source = files.text(path);
  const transformed = needsTransform(path);
  let code = source;
  try {
    const text = bodyOf(transformed ? transform(source, path, false).code : source);
    const made = rewritten(text, true);
    ({ code } = made);
    register(url, {
      files,
      path,
      shift: SCOPE_SHIFT,
      maps: transformed ? () => [sourceMap(files.text(path), path)] : () => [],
      rewritten: made.names === undefined ? undefined : () => rewritten(text, true).code,
    });
    const run = evaluateWithin(`${SCOPE}${code}\nreturn (text) => eval(text); })`, `\n//# sourceURL=${url}`) as () => Scope;
    const scope = run();
    return (part) => scope(placed(part, source, url));
  } catch (error) {
    throw error instanceof SyntaxError ? syntaxError(error, { url, name: files.name(path), source, code, shift: SCOPE_SHIFT }) : error;
  }
}

/** An expression for `eval`, on the lines that it has in the script where it is part of it. */
function placed(part: string, source: string, url: string): string {
  const at = source.indexOf(part);
  const { code } = rewritten(`(${part}\n)`, false);
  return at < 0 ? code : `${'\n'.repeat(source.slice(0, at).split('\n').length - 1)}${code}\n//# sourceURL=${url}`;
}

/** A script's text as it may stand inside of a function: a hashbang or a byte-order mark is allowed only at the very beginning of a file. */
function bodyOf(code: string): string {
  return code.replace(/^\uFEFF/, '').replace(/^#!/, '//');
}

/**
 * A script for browsers, with its JSX compiled; the same text where it has none. It is not evaluated.
 *
 * @throws a SyntaxError for its author
 */
export function clientScript(source: string, path: string, files: Files): string {
  const body = bodyOf(source);
  try {
    mustBeBody(body);
    return body;
  } catch {
    // Then it has JSX, or is wrong.
  }
  try {
    mustBeJsx(body);
    const code = compileJsx(body, path);
    mustBeBody(code);
    return code;
  } catch (error) {
    throw syntaxError(error, { url: urlOf(files.name(path)), name: files.name(path), source, code: source, shift: 0 });
  }
}

/** The source map that a bundler wrote into or beside its bundle. */
function mapBeside(code: string, path: string, files: Files): string | undefined {
  const link = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(code)?.[1];
  if (link?.startsWith('data:')) {
    const comma = link.indexOf(',');
    return link.slice(0, comma).endsWith(';base64') ? atob(link.slice(comma + 1)) : decodeURIComponent(link.slice(comma + 1));
  }
  const file = join(folderOf(path), link ?? `${path}.map`);
  return files.stat(file) === 'file' ? files.text(file) : undefined;
}
