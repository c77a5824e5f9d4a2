// Scenarios that measure Annex alone: once for each of its variants.
import { variants } from './servers.mjs';

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {(text: string) => void} Progress */

/**
 * Measures each variant; one that cannot be measured keeps none of the others from it.
 * @template T what is measured of one
 * @param {Options} options
 * @param {Progress} progress
 * @param {(args: string[], progress: Progress, kind: string) => Promise<T>} measure is given the variant's arguments
 * @param {(measured: (NoInfer<T> & { server: string })[]) => string[]} describe makes texts of those that were measured
 * @param {string[]} [kinds] what each variant is measured with, one after the other
 * @returns {Promise<{ data: ((T & { server: string }) | { server: string, missing: string })[], text: string }>}
 */
export async function eachVariant(options, progress, measure, describe, kinds = ['']) {
  /** @type {(T & { server: string })[]} */
  const measured = [];
  /** @type {{ server: string, missing: string }[]} */
  const missing = [];
  const all = variants(options).flatMap(({ name, args }) => kinds.map((kind) => ({ server: kind ? `${name}, ${kind}` : name, args, kind })));
  for (const { server, args, kind } of all) {
    try {
      measured.push({ server, ...(await measure(args, (text) => progress(`${server}: ${text}`), kind)) });
    } catch (error) {
      missing.push({ server, missing: /** @type {Error} */ (error).message });
    }
  }
  const texts = measured.length > 0 ? describe(measured) : [];
  return { data: [...measured, ...missing], text: [...texts, ...missing.map(({ server, missing }) => `${server}: not available: ${missing}`)].join('\n\n') };
}
