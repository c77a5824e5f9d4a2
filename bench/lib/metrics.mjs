// What Annex says of itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from './processes.mjs';

/** The values of one metric, of all that have it. @param {number} port @param {string} metric @returns {Promise<number[]>} */
export async function metric(port, metric) {
  const { body } = await request(`http://127.0.0.1:${port}/-/metrics`);
  return body.split('\n').flatMap((line) => (line.startsWith(`${metric}{`) || line.startsWith(`${metric} `) ? [Number(line.slice(line.lastIndexOf(' ')))] : []));
}

/** The same, together. @param {number} port @param {string} name */
export const sum = async (port, name) => (await metric(port, name)).reduce((a, b) => a + b, 0);

const MOST_SECONDS = 3600;
const LOOK_MILLIS = 200;

/** @param {string} what @param {() => boolean | Promise<boolean>} condition */
export async function until(what, condition) {
  const end = performance.now() + MOST_SECONDS * 1000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${MOST_SECONDS} s`);
    await sleep(LOOK_MILLIS);
  }
}
