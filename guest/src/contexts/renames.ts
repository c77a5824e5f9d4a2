import { LOAD, META } from './inserted';
import type { Node } from './insertions';

/** Whether a text may have `import()` or `import.meta` in it, which V8 would ask a host for. */
export function mayImport(source: string): boolean {
  return /\bimport\s*[.(/]/.test(source);
}

/** Where `import()` and `import.meta` are in a text, for which a loader gives something else. */
export class Renames {
  readonly #places: { readonly start: number; readonly end: number; readonly name: string }[] = [];

  /** A complete node, if it is one of them. */
  add({ type, start, end, meta }: Node): void {
    if (type === 'ImportExpression') {
      this.#places.push({ start, end: start + LOAD.length, name: LOAD });
    } else if ((meta as { name?: string } | undefined)?.name === 'import') {
      this.#places.push({ start, end, name: META });
    }
  }

  /** The text with the other names; nothing moves. */
  applied(text: string): string {
    const parts: string[] = [];
    let from = 0;
    for (const { start, end, name } of this.#places.sort((a, b) => a.start - b.start)) {
      parts.push(text.slice(from, start), name, text.slice(start + name.length, end).replace(/\S/g, ' '));
      from = end;
    }
    parts.push(text.slice(from));
    return parts.join('');
  }
}
