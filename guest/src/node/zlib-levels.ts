/** What zlib's levels mean: how long matches are looked for, and which is good enough. */
const LEVELS: readonly (readonly [good: number, lazy: number, nice: number, chain: number])[] = [
  [0, 0, 0, 0],
  [4, 4, 8, 4],
  [4, 5, 16, 8],
  [4, 6, 32, 32],
  [4, 4, 16, 16],
  [8, 16, 32, 32],
  [8, 16, 128, 128],
  [8, 32, 128, 256],
  [32, 128, 258, 1024],
  [32, 258, 258, 4096],
];
const USUAL = 6;

/** As much of what zlib keeps of a stream as its parameters are. */
export interface Deflating {
  level: number;
  strategy: number;
  good_match: number;
  max_lazy_match: number;
  nice_match: number;
  max_chain_length: number;
  readonly head: Uint16Array;
}

/** Goes on with another level and strategy; all that was written before is in blocks of its own. */
export function retune(state: Deflating, level: number, strategy: number): void {
  const next = level === -1 ? USUAL : level;
  const [good, lazy, nice, chain] = LEVELS[next] as (typeof LEVELS)[number];
  if (state.level === 0 && next !== 0) {
    // What was stored has not been remembered.
    state.head.fill(0);
  }
  Object.assign(state, { level: next, strategy, good_match: good, max_lazy_match: lazy, nice_match: nice, max_chain_length: chain });
}
