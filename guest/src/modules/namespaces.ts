import { parse, type Token } from 'sucrase/dist/esm/parser/index';
import { ContextualKeyword } from 'sucrase/dist/esm/parser/tokenizer/keywords';
import { TokenType } from 'sucrase/dist/esm/parser/tokenizer/types';

const DECLARES: ReadonlySet<TokenType> = new Set([TokenType._const, TokenType._let, TokenType._var, TokenType._function, TokenType._class, TokenType._enum]);

/**
 * Whether there is a namespace with values: Sucrase takes out whole namespaces, as if each held types alone, and code that uses a value of one would fail
 * when it runs.
 */
export function hasNamespaces(source: string, jsx: boolean): boolean {
  // Most scripts have none: they are not parsed twice.
  if (!/\b(?:namespace|module)\s+[^\s\d'"]/.test(source)) {
    return false;
  }
  const { tokens } = parse(source, jsx, true, false);
  let at = 0;
  while (at < tokens.length) {
    if (!begins(tokens, at)) {
      at++;
      continue;
    }
    const end = pastNamespace(tokens, at);
    if (end === undefined) {
      return true;
    }
    at = end;
  }
  return false;
}

/** Whether `namespace x {` begins here, or `x.y` for its name; one that is only declared is passed over. */
function begins(tokens: readonly Token[], at: number): boolean {
  const keyword = tokens[at]?.contextualKeyword;
  return (
    tokens[at]?.isType === true &&
    (keyword === ContextualKeyword._namespace || keyword === ContextualKeyword._module) &&
    tokens[at + 1]?.type === TokenType.name &&
    (tokens[at + 2]?.type === TokenType.braceL || tokens[at + 2]?.type === TokenType.dot) &&
    tokens[at - 1]?.contextualKeyword !== ContextualKeyword._declare
  );
}

/** The first token behind it; undefined where it has values. */
function pastNamespace(tokens: readonly Token[], keyword: number): number | undefined {
  let depth = 0;
  for (let at = keyword + 2; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.type === TokenType.braceL) {
      depth++;
    } else if (token.type === TokenType.braceR && --depth === 0) {
      return at + 1;
    } else if (depth > 0 && DECLARES.has(token.type) && tokens[at - 1]?.contextualKeyword !== ContextualKeyword._declare) {
      return undefined;
    }
  }
  return tokens.length;
}
