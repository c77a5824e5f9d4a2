export enum Colour { Red = 'red', Green = 'green' }

export interface Fuse {
  length: number;
}

export class Bomb {
  #armed: boolean = true;

  constructor(private readonly fuse: Fuse) {}

  go(): never {
    throw new RangeError(`boom after ${this.fuse.length} (${this.#armed}, ${Colour.Red})`);
  }
}

export async function explode(fuse: Fuse): Promise<void> {
  await Promise.resolve();
  new Bomb(fuse).go();
}
