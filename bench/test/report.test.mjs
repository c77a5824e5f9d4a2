import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chart } from '../lib/chart.mjs';
import { cost, quotients, reference, report, scaling } from '../lib/report.mjs';

/** @param {number} perSecond @param {number} cpu */
const sample = (perSecond, cpu) => {
  const turn = { requests: perSecond, perSecond, p50: 1, p99: 2, failed: 1, cpu, user: cpu * 0.75, system: cpu * 0.25, cores: 0.9 };
  return { most: turn, paced: turn, memory: 100, grown: 0 };
};
/** @param {string} server @param {[number, number][]} samples */
const result = (server, samples) => ({ server, version: '1', samples: samples.map(([perSecond, cpu]) => sample(perSecond, cpu)) });

const results = [
  result('annex-fixed', [[9, 1], [9, 1], [9, 1]]),
  result('annex', [[100, 20], [60, 30], [200, 10]]),
  result('a<b', [[50, 10], [60, 60], [100, 20]]),
];
const pass = { serverCpus: '0', wrkCpus: '1', rate: 4000, results, missing: [{ server: 'bun', reason: 'not there' }] };

test('what is compared are the rounds, not their medians', () => {
  assert.equal(reference(results), results[1]);
  assert.deepEqual(quotients(results[1], results[2], ({ most }) => most.perSecond), [2, 1, 2]);
  assert.deepEqual(quotients(undefined, results[2], ({ most }) => most.perSecond), []);
});

test('user and system time are parts of the median', () => {
  const [low, high] = [sample(1, 10), sample(1, 30)];
  low.paced = { ...low.paced, user: 0, system: 10 };
  assert.deepEqual(cost([low, high]), { cpu: 20, user: 20 * (22.5 / 40), system: 20 * (17.5 / 40) });
});

test('the tables', () => {
  const lines = report(pass, false).split('\n');
  const row = (/** @type {string} */ name) => lines.filter((line) => line.startsWith(`| ${name} `)).map((line) => line.split('|').map((cell) => cell.trim()));
  const [most, paced] = row('a<b');
  assert.deepEqual(most.slice(3, 6), ['60', '50 – 100', '2.00 (1.00 – 2.00)']);
  assert.deepEqual(paced.slice(2, 7), ['20.0 µs', '10.0 µs – 60.0 µs', '15.0 µs', '5.0 µs', '0.50 (0.50 – 2.00)']);
  assert.equal(most[10], '3');
  // The fastest, and the cheapest, come first.
  assert.ok(lines.findIndex((line) => line.startsWith('| annex ')) < lines.findIndex((line) => line.startsWith('| a<b ')));
  assert.ok(lines.includes('bun: not available: not there'));
  assert.ok(lines.includes('4,000 requests a second for each:'));
});

test('tables of nothing', () => assert.match(report({ ...pass, results: [] }, true), /medians of 0 rounds/));

test('what a second core brings', () => {
  const two = { ...pass, results: [result('annex', [[190, 1]])] };
  assert.deepEqual(scaling([pass]), []);
  assert.match(scaling([pass, two])[0], /\| annex +\| +100 \| +190 \| +1\.90 \|/);
});

test('the chart has a row for each server, the longest bar as wide as the panel', () => {
  const svg = chart('bench/compare "route" & more', pass);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
  assert.match(svg, /<title>bench\/compare "route" &amp; more<\/title>/);
  assert.match(svg, />a&lt;b<\/text>/);
  assert.equal(svg.match(/<rect class="annex"/g)?.length, 4);
  assert.equal(svg.match(/<rect class="other"/g)?.length, 2);
  // The interval of annex is 60 to 200, its median 100.
  assert.match(svg, /<rect class="annex" x="120" y="72" width="150" height="14"\/>\n {2}<path class="range" d="M210 79H420/);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
});
