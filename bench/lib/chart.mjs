// A chart of what was measured by turns, as SVG that stands by itself and is readable on white and on black.
import { interval, median, number } from './figures.mjs';
import { cost } from './report.mjs';

/** @typedef {import('./throughput.mjs').Pass} Pass */
/** @typedef {import('./throughput.mjs').Result} Result */

const NAMES = 120;
const BARS = 300;
const VALUES = 62;
const ROW = 24;
const BAR = 14;
const TOP = 72;
const WIDTH = NAMES + 2 * (BARS + VALUES) + 20;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .value, .small { fill: #59636e; font-size: 12px }
  .other { fill: #8c959f }
  .annex { fill: #0969da }
  .system { fill-opacity: 0.5 }
  .range { stroke: #1f2328; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .value, .small { fill: #9198a1 }
    .other { fill: #6e7681 }
    .annex { fill: #4493f8 }
    .range { stroke: #f0f6fc }
  }`;

const escaped = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const at = (/** @type {number} */ value) => `${Math.round(value * 10) / 10}`;

/** Two panels: requests a second, and the CPU time of a request, user and system. The thin line is the interval of the median.
 * @param {string} title @param {Pass} pass */
export function chart(title, { results, rate }) {
  const rows = results
    .map(({ server, samples }) => ({
      server,
      perSecond: samples.map(({ most }) => most.perSecond),
      cpus: samples.map(({ paced }) => paced.cpu),
      ...cost(samples),
    }))
    .toSorted((a, b) => median(b.perSecond) - median(a.perSecond));
  const second = NAMES + BARS + VALUES + 20;
  const scale = (/** @type {number[]} */ values) => BARS / Math.max(...values);
  const toRate = scale(rows.flatMap(({ perSecond }) => interval(perSecond)));
  const toCpu = scale(rows.flatMap(({ cpus }) => interval(cpus)));
  const height = TOP + rows.length * ROW + 8;

  const bars = rows.map(({ server, perSecond, cpus, cpu, user, system }, index) => {
    const y = TOP + index * ROW;
    const kind = server.startsWith('annex') ? 'annex' : 'other';
    const middle = y + BAR / 2;
    /** @param {number} x @param {number[]} values @param {number} factor @param {string} shown */
    const range = (x, values, factor, shown) => {
      const [low, high] = interval(values).map((value) => x + value * factor);
      return [
        `<path class="range" d="M${at(low)} ${middle}H${at(high)}M${at(low)} ${middle - 3}v6M${at(high)} ${middle - 3}v6"/>`,
        `<text class="value" x="${at(Math.max(high, x + median(values) * factor) + 6)}" y="${y + 11}">${shown}</text>`,
      ].join('');
    };
    return [
      `<text x="${NAMES - 8}" y="${y + 11}" text-anchor="end">${escaped(server)}</text>`,
      `<rect class="${kind}" x="${NAMES}" y="${y}" width="${at(median(perSecond) * toRate)}" height="${BAR}"/>`,
      range(NAMES, perSecond, toRate, number(median(perSecond))),
      `<rect class="${kind}" x="${second}" y="${y}" width="${at(user * toCpu)}" height="${BAR}"/>`,
      `<rect class="${kind} system" x="${at(second + user * toCpu)}" y="${y}" width="${at(system * toCpu)}" height="${BAR}"/>`,
      range(second, cpus, toCpu, `${number(cpu, 1)} µs`),
    ].join('\n  ');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <style>${STYLE}</style>
  <text class="title" x="${NAMES}" y="24">Requests a second, one core</text>
  <text class="small" x="${NAMES}" y="44">longer is better; the thin line: where the median lies</text>
  <text class="title" x="${second}" y="24">CPU time of a request at ${number(rate)} a second</text>
  <text class="small" x="${second}" y="44">shorter is better; pale: in the kernel</text>
  ${bars.join('\n  ')}
</svg>
`;
}
