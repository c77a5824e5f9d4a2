import type { Names } from '../contexts/inserted';
import { occurs } from '../contexts/inserted';
import { maySuspend } from '../contexts/rewriter';
import { evaluate, evaluateWithin, mustBeBody, rewritten, WITHIN_SHIFT } from '../contexts/strings';
import type { Files } from './files';
import { mustBeJsx } from './jsx';
import { folderOf, join } from '../host/paths';
import { register } from '../log/stack';
import { syntaxError } from './syntax';
import { compileJsx, importsDynamically, needsTransform, sourceMap, speaksOfModules, transform } from './transform';

type Wrapper = (...given: unknown[]) => void;

/** What the loader gives to a module. */
const WRAPPER = '(function (exports, require, module, __filename, __dirname, define) {';

/** What V8's own stacks call a script: never what an author's does, so that no place is looked up twice. */
function urlOf(name: string): string {
  return `addon:${encodeURI(name).replace(/[()]/g, '_')}`;
}

/** What a script has become for V8. */
interface Ready {
  readonly code: string;
  /** Whether Sucrase has made it. */
  readonly transformed: boolean;
  /** Whether it needs V8's own `eval`. */
  readonly evaluates: boolean;
  /** Where it is rewritten. */
  readonly names?: Names | undefined;
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
 */
export function compile(path: string, compiling: Compiling): Wrapper {
  const { files, strict } = compiling;
  const kind = strict ? 'strict' : 'loose';
  const found = files.found(path, kind);
  if (found.kept !== undefined) {
    return wrapped(ready(found.kept), path, compiling);
  }
  const { source } = found;
  let code = source;
  try {
    let transformed = needsTransform(path);
    if (!transformed) {
      const plain = { code, transformed, evaluates: false };
      try {
        const compiled = wrapped(plain, path, compiling);
        if (!importsDynamically(source) && !maySuspend(source)) {
          return compiled;
        }
      } catch (error) {
        if (!speaksOfModules(error)) {
          throw error;
        }
        transformed = true;
      }
    }
    const dynamic = !transformed && importsDynamically(source);
    if (transformed || dynamic) {
      code = transform(source, path, transformed && strict);
      transformed = true;
      // What is wrong with it is wrong with what its author wrote.
      wrapped({ code, transformed, evaluates: false }, path, compiling);
    }
    const made = { ...rewritten(bodyOf(code), true), transformed };
    const compiled = wrapped(made, path, compiling);
    files.keep(path, kind, found.digest, kept(made));
    return compiled;
  } catch (error) {
    throw syntaxError(error, { url: urlOf(files.name(path)), name: files.name(path), source, code, shift: WRAPPER.length });
  }
}

/** What a script became, once more, for a stack: what the host has forgotten is made anew. */
function again(path: string, transformed: boolean, { files, strict }: Compiling): string {
  const { kept, source } = files.found(path, strict ? 'strict' : 'loose');
  if (kept !== undefined) {
    return ready(kept).code;
  }
  return rewritten(bodyOf(transformed ? transform(source, path, strict) : source), true).code;
}

function wrapped({ code, transformed, evaluates, names }: Ready, path: string, compiling: Compiling): Wrapper {
  const { files } = compiling;
  const url = urlOf(files.name(path));
  if (names !== undefined) {
    occurs(names);
  }
  register(url, {
    files,
    path,
    shift: WRAPPER.length + (evaluates ? WITHIN_SHIFT : 0),
    map: transformed ? () => sourceMap(files.text(path), path) : () => mapBeside(files.text(path), path, files),
    rewritten: names === undefined ? undefined : () => again(path, transformed, compiling),
  });
  const script = `${WRAPPER}${bodyOf(code)}\n})`;
  const named = `\n//# sourceURL=${url}`;
  if (evaluates) {
    return evaluateWithin(script, named) as Wrapper;
  }
  return evaluate(script + named) as Wrapper;
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
    const text = bodyOf(transformed ? transform(source, path, false) : source);
    const made = rewritten(text, true);
    ({ code } = made);
    register(url, {
      files,
      path,
      shift: SCOPE_SHIFT,
      map: transformed ? () => sourceMap(files.text(path), path) : () => undefined,
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
