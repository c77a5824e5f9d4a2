// Figures and how they are printed.

/** @param {number[]} values */
export const median = (values) => percentile(values, 50);

/** The smallest value that so many percent of all values do not exceed; the mean of two for the median of an even number.
 * @param {number[]} values @param {number} percent */
export function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length * percent) / 100;
  if (percent === 50 && Number.isInteger(rank)) return (sorted[rank - 1] + sorted[rank]) / 2;
  return sorted[Math.ceil(rank) - 1];
}

/**
 * Between which two of these values the median of all that could be measured lies, with 95 % certainty, whatever their distribution is: the
 * narrowest pair of ranks, as far from either end, that is left out by chance less often. All of them where they are fewer than six.
 * @param {number[]} values @returns {[number, number]}
 */
export function interval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let [rank, chance, beyond] = [0, 0.5 ** count, 0.5 ** count];
  while (rank + 1 < count / 2 && 2 * (beyond + (chance * (count - rank)) / (rank + 1)) <= 0.05) {
    chance *= (count - rank) / (rank + 1);
    beyond += chance;
    rank++;
  }
  return [sorted[rank], sorted[count - 1 - rank]];
}

/** Whether the last so many values lie within so many hundredths of each other. @param {number[]} values @param {number} many @param {number} percent */
export function isSteady(values, many, percent) {
  if (values.length < many) return false;
  const last = values.slice(-many);
  return Math.max(...last) <= Math.min(...last) * (1 + percent / 100);
}

/** The median of every field over several samples. @template {Record<string, number>} T @param {T[]} samples @returns {T} */
export const medians = (samples) =>
  /** @type {T} */ (Object.fromEntries(Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))])));

/** @param {number} value @param {number} [digits] */
export const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** @param {number} value in ms */
export const ms = (value) => (Number.isFinite(value) ? `${number(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ms` : '–');

/** @param {number} value */
export const mb = (value) => `${number(value, value < 10 ? 1 : 0)} MB`;

/** @param {number} value */
export const ratio = (value) => (Number.isFinite(value) ? number(value, 2) : '–');

/** A Markdown table that also reads well as it stands: the first column to the left, the others to the right.
 * @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
