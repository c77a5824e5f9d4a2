import { parse } from 'acorn';
import { asWritten } from './stack';

interface Located {
  message: string;
  loc?: { line: number; column: number };
}

/** V8 tells nobody where a syntax error in evaluated code is, so the source is parsed once more by a parser that does. */
function locate(error: unknown, source: string, compiled: string): Located | undefined {
  const own = error as Located;
  if (own.loc !== undefined) {
    return { message: own.message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, ''), loc: own.loc };
  }
  for (const text of [source, compiled]) {
    try {
      parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: false });
    } catch (found) {
      const located = found as Located;
      if (located.loc !== undefined) {
        return { message: own.message, loc: { line: located.loc.line, column: located.loc.column + 1 } };
      }
    }
  }
  return undefined;
}

/** A syntax error as its author should see it: what, file:line:column, and the line with a mark. */
export function syntaxError(error: unknown, name: string, source: string, compiled: string): SyntaxError {
  const located = locate(error, source, compiled);
  const what = located?.message ?? String((error as Error).message);
  const shown = new SyntaxError(what);
  asWritten.add(shown);
  if (located?.loc === undefined) {
    shown.stack = `SyntaxError: ${what}\n    at ${name}`;
    return shown;
  }
  const { line, column } = located.loc;
  const text = source.split('\n')[line - 1] ?? '';
  const mark = `${' '.repeat(Math.max(0, column - 1))}^`;
  shown.stack = `SyntaxError: ${what}\n    at ${name}:${line}:${column}\n\n    ${text}\n    ${mark}`;
  return shown;
}
