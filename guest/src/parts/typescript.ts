// Decorators, `accessor` and namespaces.
import * as ts from 'typescript';

/** What came of a script, or what is wrong with it; lines and columns from 1. */
export interface Outcome {
  readonly code: string;
  readonly map: string;
  readonly error?: { readonly message: string; readonly line: number; readonly column: number };
}

/** An author's configurations. */
export interface Configurations {
  /** The path of the one that is for a script; undefined where there is none. */
  readonly own: string | undefined;
  /** The text of one; undefined where there is none at a path. */
  readonly read: (path: string) => string | undefined;
  /** The path that one means by a name. */
  readonly beside: (path: string, name: string) => string;
}

/** What of an author's configuration decides how a script is compiled; the rest is ours, or of types. */
const TAKEN = [
  ...['experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields', 'target'],
  ...['jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource', 'verbatimModuleSyntax', 'preserveConstEnums'],
] as const;

const MOST_BASES = 10;

/** Removes types, and compiles what V8 does not know; imports and exports stay as they are. */
export function compile(source: string, path: string, configurations: Configurations): Outcome {
  const { own } = configurations;
  const { options } = ts.convertCompilerOptionsFromJson(own === undefined ? {} : optionsOf(own, configurations), '/');
  const fields = options.useDefineForClassFields ?? (options.target ?? ts.ScriptTarget.ES2022) >= ts.ScriptTarget.ES2022;
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...options,
      useDefineForClassFields: fields,
      jsx: options.jsx === ts.JsxEmit.ReactJSX || options.jsx === ts.JsxEmit.ReactJSXDev ? ts.JsxEmit.ReactJSX : ts.JsxEmit.React,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      allowJs: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  });
  const first = diagnostics?.find(({ category, start }) => category === ts.DiagnosticCategory.Error && start !== undefined);
  const code = outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, '');
  // What a map calls its source is looked up as a path of the add-on.
  const map = JSON.stringify({ ...(JSON.parse(sourceMapText ?? '{}') as object), sourceRoot: '', sources: [path] });
  if (first?.start === undefined) {
    return { code, map };
  }
  const place = ts.getLineAndCharacterOfPosition(ts.createSourceFile(path, source, ts.ScriptTarget.ESNext), first.start);
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
  return { code, map, error: { message, line: place.line + 1, column: place.character + 1 } };
}

/** The options of a configuration and of those that it extends, as far as they are files of the add-on. */
function optionsOf(file: string, configurations: Configurations, depth = 0): Record<string, unknown> {
  const { config } = ts.parseConfigFileTextToJson(file, configurations.read(file) ?? '{}') as { config?: { extends?: unknown; compilerOptions?: Record<string, unknown> } };
  const bases = [config?.extends].flat().filter((each): each is string => typeof each === 'string' && /^\.{0,2}\//.test(each));
  const inherited = depth === MOST_BASES ? [] : bases.map((base) => optionsOf(configurations.beside(file, base), configurations, depth + 1));
  const own = Object.entries(config?.compilerOptions ?? {}).filter(([name]) => (TAKEN as readonly string[]).includes(name));
  return Object.assign({}, ...inherited, Object.fromEntries(own)) as Record<string, unknown>;
}
