import { transform as sucrase, type Options, type Transform } from 'sucrase';
import CJSImportProcessor from 'sucrase/dist/esm/CJSImportProcessor';
import CJSImportTransformer from 'sucrase/dist/esm/transformers/CJSImportTransformer';
import { ContextualKeyword } from 'sucrase/dist/esm/parser/tokenizer/keywords';
import { IdentifierRole, isDeclaration, type Token } from 'sucrase/dist/esm/parser/tokenizer/index';
import { TokenType } from 'sucrase/dist/esm/parser/tokenizer/types';
import { LOAD } from '../contexts/inserted';
import type { JsxOptions } from './jsx-options';
import { transformLarge } from './large';
import { plainNames } from './names';
import { hasNamespaces } from './namespaces';

const STRICT = '"use strict";';
const SAYS_MODULE = 'Object.defineProperty(exports, "__esModule", {value: true});';
/** Keeps the columns of the map. */
const blanks = (text: string): string => ' '.repeat(text.length);

/** Names of exports by the path of a module. */
export type Named = Readonly<Record<string, readonly string[]>>;

/** What an ES module or a script in TypeScript has become. */
export interface Transformed {
  readonly code: string;
  /** What it imports, in its order. */
  readonly imports: readonly string[];
  /** The names that it imports of each; those of a large one are not looked at. */
  readonly named?: Named;
  /** Whether it imports or exports something. */
  readonly esm: boolean;
  /** Of a large one, which has no source map, as its places are those of the source: the columns that were put in at the beginning. */
  readonly shift?: number;
}

/** Characters of a script that is transformed in another way, which takes less memory. */
const LARGE = 1 << 20;

/** Of the text that is being transformed: the paths that it imports, the code that takes what these export, and the variables that it exports by their names there. */
let imported = nothing();

function nothing(): { readonly paths: string[]; readonly named: Record<string, string[]>; code: string; exports: boolean; readonly live: Map<string, string> } {
  return { paths: [], named: {}, code: '', exports: false, live: new Map() };
}

const { claimImportCode, preprocessNamedExportAtIndex } = CJSImportProcessor.prototype;

/**
 * What is exported is seen by others as it is at the time, however it was assigned: a getter for each variable, at the beginning. Sucrase writes `exports.x` in the place of
 * the variable instead, which it does not where the variable is assigned by a pattern or a loop, and not for the second of a declaration.
 */
CJSImportProcessor.prototype.preprocessVarExportAtIndex = function (index) {
  const { tokens } = this.tokens;
  let depth = 0;
  for (let at = index + 2; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.type === TokenType.braceL || token.type === TokenType.bracketL) {
      depth++;
    } else if (token.type === TokenType.braceR || token.type === TokenType.bracketR) {
      depth--;
    } else if (token.type === TokenType.eq && !token.isType) {
      at = (token.rhsEndIndex ?? at + 1) - 1;
    } else if (isDeclaration(token)) {
      const name = this.tokens.identifierNameAtIndex(at);
      imported.live.set(name, name);
    } else if (depth === 0 && token.type !== TokenType.comma && !token.isType) {
      break;
    }
  }
};
CJSImportTransformer.prototype.processExportVar = function () {
  this.tokens.removeInitialToken();
};

/** A list of what is exported assigns nothing. */
CJSImportProcessor.prototype.preprocessNamedExportAtIndex = function (index) {
  const own = { value: () => undefined, configurable: true };
  Object.defineProperty(this, 'addExportBinding', own);
  preprocessNamedExportAtIndex.call(this, index);
  delete this.addExportBinding;
};

const { processExportBindings } = CJSImportTransformer.prototype;
CJSImportTransformer.prototype.processExportBindings = function () {
  const { tokens } = this;
  const value = (code: string): void => {
    for (const [, exported, local] of code.matchAll(/exports\.(\S+) = ([^;\s]+);/g)) {
      imported.live.set(exported as string, local as string);
    }
  };
  Object.defineProperty(tokens, 'appendCode', { value, configurable: true });
  processExportBindings.call(this);
  delete (tokens as { appendCode?: unknown }).appendCode;
};

function live(): string {
  const getters = [...imported.live].map(([exported, local]) => `['${exported}']: () => ${local}`);
  return getters.length === 0 ? '' : ` ${LOAD}.live({ ${getters.join(', ')} });`;
}

/**
 * Imports come first, wherever they are written: Sucrase's place for what takes them is kept empty, and it stands before all else. A function that is exported
 * is so before anything is imported, as modules that import each other need.
 */
CJSImportProcessor.prototype.claimImportCode = function (path) {
  const code = claimImportCode.call(this, path);
  if (code !== '') {
    imported.paths.push(path);
    noteNames(path, this);
    const taken = code.replace("require('", () => `${LOAD}.of('`);
    // The default export of CommonJS is all of it, also for whoever only passes it on.
    imported.code += ` ${taken.replace(/_createNamedExportFrom\((\w+), ('[^']*'), 'default'\)/g, '_createNamedExportFrom(($1 && $1.__esModule ? $1 : { default: $1 }), $2, \'default\')')}`;
  }
  return '';
};

/** What its own code takes of a module by name; what it only hands on to others is theirs to miss. */
function noteNames(path: string, processor: CJSImportProcessor): void {
  const { importInfoByPath } = processor as unknown as { importInfoByPath: ReadonlyMap<string, { readonly defaultNames: readonly string[]; readonly namedImports: readonly { readonly importedName: string }[] }> };
  const info = importInfoByPath.get(path);
  const names = [...(info?.defaultNames.length ? ['default'] : []), ...(info?.namedImports ?? []).map(({ importedName }) => importedName)];
  if (names.length > 0) {
    imported.named[path] = names;
  }
}

CJSImportTransformer.prototype.getHoistedCode = function () {
  imported.exports = this.hadExport;
  const { tokens } = this.tokens;
  let functions = '';
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.type === TokenType._function && tokens[at]?.isType !== true) {
      const name = tokens[at + 1]?.type === TokenType.star ? at + 2 : at + 1;
      if (tokens[name]?.identifierRole === IdentifierRole.TopLevelDeclaration) {
        functions += exported(this, at, this.tokens.identifierNameAtIndex(name));
      }
    }
  }
  const first = live() + functions;
  return imported.code === '' ? first : `${first} ${LOAD}.begin();${imported.code}`;
};

const { processIdentifier, processAssignment, processComplexAssignment, processPostIncDec } = CJSImportTransformer.prototype;

/** Before these a parenthesis begins something of its own, and is no call of what stands before. */
const BEFORE: ReadonlySet<TokenType | undefined> = new Set([
  ...[TokenType.parenL, TokenType.comma, TokenType.semi, TokenType.braceL, TokenType.bracketL, TokenType.dollarBraceL],
  ...[TokenType.eq, TokenType.arrow, TokenType.colon, TokenType.question, TokenType._return],
]);

/** How a call of something imported begins, which is none of a method. */
CJSImportTransformer.prototype.called = function (replacement) {
  return BEFORE.has(this.tokens.tokenAtRelativeIndex(-1)?.type) ? `(0, ${replacement})` : `${LOAD}.plain(${replacement})`;
};

/** A field of a class and a private name are no variable, though one that is exported may be called so. */
CJSImportTransformer.prototype.processAssignment = function () {
  return isVariable(this.tokens, -1) && processAssignment.call(this);
};
CJSImportTransformer.prototype.processComplexAssignment = function () {
  return isVariable(this.tokens, -1) && processComplexAssignment.call(this);
};
CJSImportTransformer.prototype.processPostIncDec = function () {
  return isVariable(this.tokens, 0) && processPostIncDec.call(this);
};

function isVariable(processed: CJSImportTransformer['tokens'], relative: number): boolean {
  const at = processed.currentIndex() + relative;
  const role = processed.tokens[at]?.identifierRole;
  return role !== null && role !== undefined && role !== IdentifierRole.ObjectKey && processed.tokens[at - 1]?.type !== TokenType.hash;
}

/** What is imported by the name of `async` is not meant by the word before an arrow function. */
CJSImportTransformer.prototype.processIdentifier = function () {
  return isAsyncArrow(this.tokens) ? false : processIdentifier.call(this);
};

function isAsyncArrow(processed: CJSImportTransformer['tokens']): boolean {
  const { tokens } = processed;
  const at = processed.currentIndex();
  if (tokens[at]?.contextualKeyword !== ContextualKeyword._async && processed.identifierNameAtIndex(at) !== 'async') {
    return false;
  }
  let end = at + 1;
  if (tokens[end]?.type === TokenType.parenL) {
    for (let depth = 0; end < tokens.length; end++) {
      const type = tokens[end]?.type;
      depth += type === TokenType.parenL ? 1 : type === TokenType.parenR ? -1 : 0;
      if (depth === 0) {
        break;
      }
    }
  } else if (tokens[end]?.type !== TokenType.name) {
    return false;
  }
  return tokens[end + 1]?.type === TokenType.arrow;
}

/** What exports the function at a token; of what is only declared there is nothing to export. */
function exported({ tokens, importProcessor }: CJSImportTransformer, at: number, name: string): string {
  const bound = importProcessor.resolveExportBinding(name);
  const before = tokens.tokens[at - 1]?.type === TokenType._default ? at - 1 : at - 2;
  const isDefault = tokens.tokens[before]?.type === TokenType._default && tokens.tokens[before - 1]?.type === TokenType._export;
  const target = bound ?? (isDefault ? 'exports.default' : null);
  return target === null ? '' : ` if (typeof ${name} === 'function') ${target} = ${name};`;
}

/**
 * TypeScript and ES modules become CommonJS; lines stay where they are. Throws an Error with `loc` where the source cannot be read.
 *
 * @param strict whether the result is strict code, as ES modules are
 * @param jsx what JSX becomes
 * @throws {@link NeedsTypeScript} where Sucrase would leave something out
 */
export function transform(source: string, path: string, strict: boolean, jsx: JsxOptions = {}): Transformed {
  if (isTypeScript(path) && hasNamespaces(source, path.endsWith('x'))) {
    throw new NeedsTypeScript();
  }
  if (source.length > LARGE && !/\.(?:[mc]?tsx?|jsx)$/.test(path)) {
    return transformLarge(source);
  }
  imported = nothing();
  const { code } = sucrase(plainNames(source), { ...options(path), ...jsx });
  const { paths, named, exports } = imported;
  // The loader says it; a module may have its own `Object`.
  const plain = code.replace(SAYS_MODULE, blanks);
  return {
    code: !strict && plain.startsWith(STRICT) ? blanks(STRICT) + plain.slice(STRICT.length) : plain,
    imports: paths,
    named,
    esm: exports || paths.length > 0,
  };
}

/** Sucrase cannot compile it. */
export class NeedsTypeScript extends SyntaxError {}

/**
 * The source map of what {@link transform} makes; costs as much again, so it is made for the first stack that needs it.
 *
 * @param filePath what the map calls the source
 */
export function sourceMap(source: string, path: string, filePath = path, jsx: JsxOptions = {}): string {
  imported = nothing();
  return JSON.stringify(sucrase(plainNames(source), { ...options(path), ...jsx, filePath, sourceMapOptions: { compiledFilename: path } }).sourceMap);
}

/** JSX becomes calls of `React.createElement`; lines stay where they are. */
export function compileJsx(source: string, path: string): string {
  return sucrase(source, { transforms: ['jsx'], jsxRuntime: 'classic', filePath: path, production: true, disableESTransforms: true }).code;
}

function options(path: string): Options {
  const transforms: Transform[] = ['imports'];
  if (isTypeScript(path)) {
    transforms.push('typescript');
  }
  if (/\.[jt]sx$/.test(path)) {
    transforms.push('jsx');
  }
  return { transforms, filePath: path, production: true, disableESTransforms: true, preserveDynamicImport: true };
}

export function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path);
}

/** Whether a script must be transformed whatever V8 says of it. */
export function needsTransform(path: string): boolean {
  return isTypeScript(path) || path.endsWith('.mjs') || path.endsWith('.jsx');
}

/** Whether a message of V8 says that a script is an ES module. */
export function speaksOfModules(error: unknown): boolean {
  return error instanceof SyntaxError && /import|export|await is only valid|reserved word/.test(error.message);
}
