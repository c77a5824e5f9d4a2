import { Parser } from 'acorn';
import jsx from 'acorn-jsx';

/** As much of the parser's inside as is used here; its types leave that out. */
interface Inside {
  readonly input: string;
  readonly start: number;
  readonly startLoc: { readonly line: number };
  raise(position: number, message: string): never;
  jsx_parseOpeningElementAt(position: number, place: unknown): Opening;
  jsx_parseClosingElementAt(position: number, place: unknown): unknown;
}

interface Opening {
  readonly selfClosing: boolean;
  readonly name?: { readonly start: number; readonly end: number };
}

const Base = Parser.extend(jsx()) as unknown as new (options: object, input: string) => Inside & Parser;

/**
 * Compares the names of tags before the parser reads on behind the closing one: where they differ it would take what follows for text, and complain of
 * the first brace in that.
 */
class JsxParser extends Base {
  readonly #open: { readonly name: string; readonly line: number }[] = [];

  override jsx_parseOpeningElementAt(position: number, place: { line: number }): Opening {
    const element = super.jsx_parseOpeningElementAt(position, place);
    if (!element.selfClosing) {
      const { name } = element;
      this.#open.push({ name: name === undefined ? '' : this.input.slice(name.start, name.end), line: place.line });
    }
    return element;
  }

  override jsx_parseClosingElementAt(position: number, place: unknown): unknown {
    const found = /^[\w$.:-]*/.exec(this.input.slice(this.start))?.[0] ?? '';
    const open = this.#open.pop();
    if (open !== undefined && open.name !== found) {
      this.raise(position, `</${found}> (expected: </${open.name}>, which was opened in line ${open.line})`);
    }
    return super.jsx_parseClosingElementAt(position, place);
  }
}

/** Throws a SyntaxError with `loc` (columns from 1) where a script with JSX is wrong: Sucrase takes much that is none. */
export function mustBeJsx(source: string): void {
  try {
    new JsxParser({ ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true, locations: true }, source).parse();
  } catch (error) {
    const { loc } = error as { loc?: { column: number } };
    if (loc !== undefined) {
      loc.column++;
    }
    throw error;
  }
}
