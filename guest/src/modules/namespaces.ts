import { parse, type Token } from 'sucrase/dist/esm/parser/index';
import { locationForIndex } from 'sucrase/dist/esm/parser/traverser/base';
import { ContextualKeyword } from 'sucrase/dist/esm/parser/tokenizer/keywords';
import { TokenType } from 'sucrase/dist/esm/parser/tokenizer/types';

const DECLARES: ReadonlySet<TokenType> = new Set([TokenType._const, TokenType._let, TokenType._var, TokenType._function, TokenType._class, TokenType._enum]);

/**
 * Sucrase takes out whole namespaces, as if each held types alone; code that uses a value of one would fail when it runs.
 *
 * @throws a SyntaxError with `loc` where there is a namespace with values
 */
export function refuseNamespaces(source: string, jsx: boolean): void {
  // Most scripts have none: they are not parsed twice.
  if (!/\b(?:namespace|module)\s+[^\s\d'"]/.test(source)) {
    return;
  }
  const { tokens } = parse(source, jsx, true, false);
  let at = 0;
  while (at < tokens.length) {
    at = begins(tokens, at) ? pastNamespace(source, tokens, at) : at + 1;
  }
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

/** The first token behind it. */
function pastNamespace(source: string, tokens: readonly Token[], keyword: number): number {
  const name = tokens[keyword + 1] as Token;
  let depth = 0;
  for (let at = keyword + 2; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.type === TokenType.braceL) {
      depth++;
    } else if (token.type === TokenType.braceR && --depth === 0) {
      return at + 1;
    } else if (depth > 0 && DECLARES.has(token.type) && tokens[at - 1]?.contextualKeyword !== ContextualKeyword._declare) {
      const error = new SyntaxError(`The namespace '${source.slice(name.start, name.end)}' has values`);
      throw Object.assign(error, { loc: locationForIndex((tokens[keyword] as Token).start) });
    }
  }
  return tokens.length;
}
