/**
 * The pieces of text that the rewriter puts in. Each is one of a few forms around names that the author's text does not contain, so the author's
 * text can be had again by taking out what has such a form.
 */

/** What inserted names begin with, and the global that they call. */
export interface Names {
  /** The prefix of locals. */
  readonly prefix: string;
  /** Under which of its names the library's functions are called. */
  readonly library: string;
}

/** What the library's functions are called: constants of the script that the library is, no properties of the global object. */
const LIBRARY = ['$annexA', '$annexB', '$annexC', '$annexD'] as const;

/** What `import` before a parenthesis and `import.meta` become: as long as they are, so that columns stay. The loader gives both to a module. */
export const LOAD = '$load$';
export const META = '$importMeta';

/** The prefix of this worker, for all texts that do not contain it. What others have rewritten has others. */
let own: string | undefined;
/** The prefixes that occur in this worker, with what takes their pieces out. */
const takers = new Map<string, RegExp>();

/** Names that a text does not contain; undefined for one that contains all of the library's names. */
export function namesFor(source: string): Names | undefined {
  const library = LIBRARY.find((name) => !source.includes(name));
  own ??= made();
  let prefix = own;
  while (source.includes(prefix)) {
    prefix = made();
  }
  return library === undefined ? undefined : { prefix, library };
}

/** Whether V8 knows `using`, by which a function's end is heard without a block. */
const USING = ((): boolean => {
  try {
    return typeof new Function('{ using a = null; }') === 'function';
  } catch {
    return false;
  }
})();

const LENGTH = 8;
const PREFIX = /\$[0-9a-z]{8}/g;

/** Nothing that an author could know. */
function made(): string {
  return `$${Math.random().toString(36).slice(2).padEnd(LENGTH, '0').slice(0, LENGTH)}`;
}

/**
 * The pieces for one function.
 *
 * Locals: T what is awaited and what it came to, C the context, F what the function waits for (1 an await, 2 a yield, 3 another generator),
 * G what is known of a generator, K… one for a loop or a declaration.
 */
export function inserted({ prefix: p, library: h }: Names, generates: boolean) {
  const [t, c, f, g] = [`${p}T`, `${p}C`, `${p}F`, `${p}G`];
  const cell = (number: number): string => `${p}K${number}`;
  const locals = (cells: readonly number[]): string =>
    `let ${t},${c},${f}=0${generates ? `,${g}=${h}.generator()` : ''}${cells.map((number) => `,${cell(number)}`).join('')};`;
  const promise = `${t} instanceof ${h}.Promise?${t}:${h}.thenable(${t},${c})`;
  const restore = generates ? `if(${f})${f}=${h}.caught(${g},${c},${f});` : `if(${f}){${f}=0;${h}.resume(${c})}`;
  const leave = generates ? `${h}.finish(${g},${c},${f})` : `if(${c})${h}.leave(${c},${f})`;
  const value = `),${c}=${h}.pause(${g}),${f}=2,${promise})`;
  const round = (number: number): string => `${c}=${h}.round(${cell(number)},${c});`;
  const made = (number: number): string => `${cell(number)}=${h}.cell(${generates ? g : `0,${c}`})`;
  const roundEnd = (number: number, disposes: boolean): string => `finally{${restore}${disposes ? `${h}.disposing(${cell(number)})` : ''}}}`;
  const ending = USING ? `using ${p}L=${h}.ending(()=>{${leave}});` : '';
  // Where what surrounds a piece could make it read as another, both differ: a blank, `var` for `let`, `&&` for `if`.
  return {
    /** Whether it is one. */
    generates,
    awaiting: {
      before: `((${t}=`,
      operand: `(${t}=(0,`,
      after: `),${c}=${generates ? `${h}.pauseCounted(${g})` : `${h}.suspend(${c})`},${f}=1,${promise}),${f}=0,${h}.resume(${c}))?${t}:${t})`,
    },
    yielding: {
      before: `((${t}=`,
      operand: `(${t}=(0,`,
      value,
      nothing: `(${c}=${h}.pause(${g}),${f}=2,void 0)`,
      after: `,${f}=${h}.resumed(${g},${c}))?${t}:${t})`,
    },
    delegating: {
      before: `((${t}=`,
      operand: `(${f}=3,${h}.delegate(`,
      after: `,${g})),${f}=${h}.delegated(${g}))?${t}:${t})`,
    },
    returning: { operand: `(${t}=(0,`, value },
    // `return` may stand right before it.
    result: { before: `(${h}.outcome((/*${p}*/`, after: `/*${p}*/)))` },
    loop: {
      before: (number: number): string => `try{${made(number)};`,
      // Minified code has no blank behind `of`.
      operand: ` ${h}.iterate(/*${p}*/`,
      iterated: (number: number, said: string): string => `,${cell(number)},${JSON.stringify(said)})`,
      block: (number: number): string => `{${round(number)}try `,
      blockEnd: (number: number, disposes: boolean): string => ` ${roundEnd(number, disposes)}`,
      statement: (number: number): string => `{${round(number)}try{`,
      statementEnd: (number: number, disposes: boolean): string => `}${roundEnd(number, disposes)}`,
      after: (number: number): string => `}finally{${round(number)}}`,
    },
    using: {
      before: (number: number): string => `using ${p}D${number}=${h}.disposed(${made(number)},v=>{${c}=v});`,
      after: (number: number): string => `;using ${p}E${number}=${h}.disposes(${cell(number)});`,
    },
    separator: `${t};`,
    restore,
    /** A pattern for what is caught: it is caught without, and thrown once more. */
    pattern: { before: `${p}E){${restore}try{throw ${p}E}catch(`, after: `/*${p}*/}` },
    body: { before: (cells: readonly number[]): string => `;${locals(cells)}try{`, after: `}finally{${leave}}` },
    bare: { before: (cells: readonly number[]): string => `;${locals(cells).replace('let', 'var')}${ending}`, after: '' },
    arrow: { before: (cells: readonly number[]): string => `{${locals(cells)}try{return(`, after: `)}finally{${c}&&${h}.leave(${c},${f})}}` },
    indirect: { before: `${h}.indirect(/*${p}*/`, after: `/*${p}*/)` },
    shorthand: `:${h}.indirect(/*${p}*/eval)`,
    evaluating: { before: `${h}.source(/*${p}*/`, after: `,eval/*${p}*/)` },
  };
}

/** From now on texts may have pieces with this prefix. */
export function occurs({ prefix }: Names): void {
  if (!takers.has(prefix)) {
    takers.set(prefix, taker(prefix));
  }
}

/** All forms of pieces, with a prefix. The library's name is any of its own. */
function taker(prefix: string): RegExp {
  const library = '$annexA';
  const forms = new Set<string>();
  for (const generates of [false, true]) {
    const pieces = inserted({ prefix, library }, generates);
    const number = 0;
    const { awaiting, yielding, delegating, returning, result, loop, using, separator, restore, pattern, body, bare, arrow, indirect, shorthand, evaluating } = pieces;
    for (const form of [
      [awaiting.before, awaiting.operand, awaiting.after],
      [yielding.value + yielding.after, yielding.nothing + yielding.after, delegating.operand, delegating.after, returning.value],
      [result.before, result.after],
      [loop.before(number), loop.operand, loop.iterated(number, ''), loop.block(number), loop.statement(number), loop.after(number)],
      [false, true].flatMap((disposes) => [loop.blockEnd(number, disposes), loop.statementEnd(number, disposes)]),
      [using.before(number), using.after(number), separator, restore, pattern.before, pattern.after],
      [body.before([]), body.after, bare.before([]), arrow.before([]), arrow.after, evaluating.before, evaluating.after],
      [indirect.before, indirect.after, shorthand],
    ].flat()) {
      forms.add(form);
    }
  }
  const patterns = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) =>
      form
        .replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&')
        .replaceAll('\\$annexA', '\\$annex[A-D]')
        .replace(/([KDE])0/g, '$1\\d+')
        .replace('""', '"(?:[^"\\\\]|\\\\.)*"')
        .replace(/((?:let|var) [^;]*);/, (_, locals: string) => `${locals}(?:,\\${prefix}K\\d+)*;`),
    );
  return new RegExp(patterns.join('|'), 'g');
}

/** The author's text of a text that may have pieces in it. */
export function authors(text: string): string {
  if (!text.includes('$')) {
    return text;
  }
  let result = text.replaceAll(`${LOAD}(`, 'import(').replaceAll(META, 'import.meta');
  for (const prefix of new Set(text.match(PREFIX))) {
    const taken = takers.get(prefix);
    if (taken !== undefined) {
      result = result.replace(taken, '');
    }
  }
  return result;
}

/** The column (from 0) in a line of the author's that a column in the line with pieces is. What is in a piece is where it was put in. */
export function authorsColumn(line: string, column: number): number {
  let shift = 0;
  for (const prefix of new Set(line.match(PREFIX))) {
    const taken = takers.get(prefix);
    if (taken !== undefined) {
      for (const { index, 0: piece } of line.matchAll(taken)) {
        if (index >= column) {
          break;
        }
        shift += Math.min(piece.length, column - index);
      }
    }
  }
  return column - shift;
}
