import { rewrite } from '../contexts/rewriter';
import { transform } from './transform';

/** Something of everything that backends in TypeScript are written with. */
const SAMPLE = `
import type { Request } from 'express';
import { omit, type Dictionary } from 'lodash';
export interface Row<T = unknown> extends Dictionary<T> { readonly id: number; name?: string; tags: string[] }
type Handler<T extends Row = Row> = (row: T, state?: State) => Promise<string | undefined>;
enum State { Open, Closed = 'closed' }
declare module 'x' { const y: number; }
abstract class Base<T> { protected abstract size(): number; static made = 0; }
export class Store extends Base<Row> implements Iterable<Row> {
  private rows: Map<number, Row> = new Map<number, Row>();
  readonly #limit: number;
  constructor(private readonly name: string, limit = 10) { super(); this.#limit = limit; }
  get title(): string { return \`\${this.name}: \${this.rows.size as number} of \${this.#limit}\`; }
  protected size(): number { return this.rows.size; }
  *[Symbol.iterator](): IterableIterator<Row> { yield* this.rows.values(); }
  find(test: (row: Row) => boolean): Row | undefined {
    for (const row of this.rows.values()) { if (test(row) && !/^\\s*$/i.test(row.name!)) return row; }
    return undefined;
  }
}
function isRow(value: unknown): value is Row { return typeof value === 'object' && value !== null && 'id' in value; }
const handle: Handler = async ({ id, ...rest }, state = State.Open) => {
  try {
    const answer = await fetch(\`https://example.com/\${id}?x=1\`, { method: 'POST', body: JSON.stringify(omit(rest, ['name'])) });
    switch (answer.status) { case 200: return (await answer.json())?.name ?? 'none'; default: throw new Error('no'); }
  } catch (error: any) { return error.message as string; } finally { let i = 0; while (i < 3) i++; do { i--; } while (i > 0); }
};
export default function (r: any): void {
  r.register('rows', 'GET', (req: Request, res, next: (error?: Error) => void, helper) => {
    const [first, ...more]: Row[] = [{ id: 1, name: 'a', tags: [] }];
    if (!isRow(first) || more.length > 0 && delete (more as any).x) { return next(new Error("never")); }
    handle(first).then((text) => res.send({ text, state: State[State.Open] })).catch(next);
  });
}
`;

/**
 * Transforms and rewrites a sample. Once while the snapshot is made, so that V8's bytecode of the transformer is in it; several times in an isolate that
 * waits for a program, so that V8 has compiled it: most of the time that an add-on in TypeScript takes to load was V8 getting to know the
 * transformer, in every new isolate again.
 */
export function warmUp(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const { code } = transform(SAMPLE, '/sample.ts', true);
    // It is smaller, and V8 is done with it sooner.
    if (round % 3 === 0) {
      rewrite(code, { returns: true, within: false }, { prefix: '$warm', library: '$annexA' });
    }
  }
}
