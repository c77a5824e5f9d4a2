// The tables of what was measured by turns.
import { interval, mb, median, ms, number, ratio, table } from './figures.mjs';

/** @typedef {import('./throughput.mjs').Pass} Pass */
/** @typedef {import('./throughput.mjs').Result} Result */
/** @typedef {import('./throughput.mjs').Sample} Sample */

/** The server that the others are compared with: the first variant of Annex that was measured. @param {Result[]} results */
export const reference = (results) => results.find(({ server }) => server.startsWith('annex') && server !== 'annex-fixed');

/** A figure of each round: its median, and between what the median lies.
 * @param {number[]} values @param {(value: number) => string} [shown] @returns {[string, string]} */
export function spread(values, shown = number) {
  const [low, high] = interval(values);
  return [shown(median(values)), `${shown(low)} – ${shown(high)}`];
}

/** What the first is to the second, in each round. @param {Result | undefined} first @param {Result} second @param {(sample: Sample) => number} of */
export const quotients = (first, second, of) => (first ? second.samples.map((sample, round) => of(first.samples[round]) / of(sample)) : []);

/** The median CPU time of a request at the fixed rate, and its parts, as they are of all rounds together: the kernel tells them apart in ticks of
 * 10 ms, of which a round has few. @param {Sample[]} samples */
export function cost(samples) {
  const sum = (/** @type {'user' | 'system'} */ part) => samples.reduce((sum, { paced }) => sum + paced[part], 0);
  const cpu = median(samples.map(({ paced }) => paced.cpu));
  const share = sum('user') / (sum('user') + sum('system'));
  return { cpu, user: cpu * share, system: cpu * (1 - share) };
}

const micros = (/** @type {number} */ value) => `${number(value, 1)} µs`;

/** @param {Pass} pass @param {boolean} stores whether it keeps something for its visitors */
export function report({ serverCpus, wrkCpus, rate, results, missing }, stores) {
  const annex = reference(results);
  const by = `${annex?.server ?? 'annex'} ÷ it`;
  /** @param {Result} result @param {(sample: Sample) => number} of */
  const compared = (result, of) => {
    const all = quotients(annex, result, of);
    if (all.length === 0) return '–';
    const [middle, range] = spread(all, ratio);
    return `${middle} (${range})`;
  };
  /** @param {Result} result @param {(sample: Sample) => number} of @param {(value: number) => string} shown */
  const ranged = ({ samples }, of, shown) => {
    const [middle, range] = spread(samples.map(of), shown);
    return `${middle} (${range})`;
  };
  /** @param {Result} result @param {'most' | 'paced'} turn */
  const failed = ({ samples }, turn) => number(samples.reduce((sum, sample) => sum + sample[turn].failed, 0));
  /** @param {(result: Result) => number} of */
  const sorted = (of) => results.toSorted((a, b) => of(a) - of(b));
  const middle = (/** @type {Result} */ { samples }, /** @type {(sample: Sample) => number} */ of) => median(samples.map(of));

  const most = table(
    ['server', 'version', 'requests/s', 'interval', by, 'p50', 'p99', 'memory', 'cores busy', 'failed', ...(stores ? ['file a request'] : [])],
    sorted((result) => -middle(result, ({ most }) => most.perSecond)).map((result) => [
      result.server,
      result.version,
      ...spread(result.samples.map(({ most }) => most.perSecond)),
      compared(result, ({ most }) => most.perSecond),
      ranged(result, ({ most }) => most.p50, ms),
      ranged(result, ({ most }) => most.p99, ms),
      mb(middle(result, ({ memory }) => memory)),
      number(middle(result, ({ most }) => most.cores), 2),
      failed(result, 'most'),
      ...(stores ? [`${number(middle(result, ({ grown, most }) => grown / most.requests), 2)} KB`] : []),
    ]),
  );
  const paced = table(
    ['server', 'CPU a request', 'interval', 'user', 'system', by, 'p50', 'p99', 'failed'],
    sorted((result) => middle(result, ({ paced }) => paced.cpu)).map((result) => [
      result.server,
      ...spread(result.samples.map(({ paced }) => paced.cpu), micros),
      micros(cost(result.samples).user),
      micros(cost(result.samples).system),
      compared(result, ({ paced }) => paced.cpu),
      ranged(result, ({ paced }) => paced.p50, ms),
      ranged(result, ({ paced }) => paced.p99, ms),
      failed(result, 'paced'),
    ]),
  );
  const rounds = Math.max(0, ...results.map(({ samples }) => samples.length));
  return [
    `Server on core ${serverCpus}, load generator on core ${wrkCpus}; medians of ${rounds} rounds, and the interval in which the median lies.`,
    'As many as they can:',
    most,
    `${number(rate)} requests a second for each:`,
    paced,
    ...missing.map(({ server, reason }) => `${server}: not available: ${reason}`),
  ].join('\n\n');
}

/** What a second core brings, where there was a run with one and a run with two. @param {Pass[]} passes */
export function scaling([one, two]) {
  if (!two) return [];
  const rate = (/** @type {Result} */ { samples }) => median(samples.map(({ most }) => most.perSecond));
  const rows = two.results.flatMap((result) => {
    const alone = one.results.find(({ server }) => server === result.server);
    return alone ? [[result.server, number(rate(alone)), number(rate(result)), ratio(rate(result) / rate(alone))]] : [];
  });
  return [`What the second core brings:\n\n${table(['server', 'one core', 'two cores', 'two ÷ one'], rows)}`];
}
