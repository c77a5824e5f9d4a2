// Two ways of doing the same, by turns: on a machine that others use, only what was measured within seconds can be compared.
import { median, percentile, ratio } from './figures.mjs';

/**
 * Measures both so often; every other pair begins with the second.
 * @template T
 * @param {number} pairs
 * @param {(way: 0 | 1) => Promise<T>} measure
 * @returns {Promise<[T, T][]>}
 */
export async function byTurns(pairs, measure) {
  /** @type {[T, T][]} */
  const measured = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2) {
      const second = await measure(1);
      measured.push([await measure(0), second]);
    } else {
      const first = await measure(0);
      measured.push([first, await measure(1)]);
    }
  }
  return measured;
}

/** The median and the quarters of what the first is to the second, in each pair.
 * @template T @param {[T, T][]} pairs @param {(sample: T) => number} of */
export function quotient(pairs, of) {
  const all = pairs.map(([first, second]) => of(first) / of(second));
  return `${ratio(median(all))} (${ratio(percentile(all, 25))} – ${ratio(percentile(all, 75))})`;
}

/** Of one of the two ways. @template T @param {[T, T][]} pairs @param {0 | 1} way @param {(sample: T) => number} of */
export const ofWay = (pairs, way, of) => pairs.map((pair) => of(pair[way]));

/** In which order things have their turns in a round, counted from 1: each begins once, and every other round goes backwards, so that none always follows
 * the same one. @template T @param {T[]} all @param {number} round @returns {T[]} */
export function order(all, round) {
  const first = (round - 1) % Math.max(1, all.length);
  if (round % 2) return [...all.slice(first), ...all.slice(0, first)];
  return [...all.slice(first + 1), ...all.slice(0, first + 1)].toReversed();
}
