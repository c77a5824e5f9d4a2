// Everything of TypeScript that backends were seen to use; stripped, not checked.
import type { Request } from 'express';
import { Unknown, type Other } from './types-only';
import _ from 'lodash';
import { get } from 'lodash';

declare module 'somewhere' {
  interface Thing { a: string }
}

interface Answer<T = unknown> { readonly value: T; optional?: string }
type Kind = 'a' | 'b';
enum Colour { Red = 'red', Green = 'green' }
const enum Size { Small, Large = 5 }

class Counter<T extends number = number> {
  #hidden = 1;
  private readonly step: T;
  static made = 0;
  constructor(step: T, public label = 'counter') { this.step = step; Counter.made++; }
  next(): number { return (this.#hidden += this.step); }
  get hidden(): number { return this.#hidden; }
}

abstract class Base { abstract run(): void; declare later: string; }

function assertString(value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new Error('no text');
}

let file = 'seen';
const unused: Unknown | Other | undefined = undefined;

export default (r: { register: Function }) => {
  r.register('types', 'GET', async (req: Request, res, next, helper): Promise<void> => {
    const counter = new Counter<2>(2);
    const answer = { value: req.query?.x ?? 'none' } as Answer<string>;
    const sure = answer!.value!;
    assertString(sure);
    const kind = <Kind>'a';
    res.json({ sure, kind, colour: Colour.Green, size: Size.Large, next: counter.next(), label: counter.label, made: Counter.made > 0, file });
  });
  r.register('lodash', (req: any, res: any) => res.json([_.size([1]), get({ a: 1 }, 'a')]));
  r.register('sloppy', (req: any, res: any) => { undeclaredHere = 5; res.json(undeclaredHere); });
  r.register('satisfies', (req, res) => res.json({ a: 1 } satisfies Record<string, number>));
  r.register('throws', (req, res) => {
    const value: string = 'x';
    throw new Error(`at the right line: ${value}`);
  });
};
