// The two load generators: wrk, as many requests as it can, and steady.mjs, so many a second.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, withFolder } from './processes.mjs';

/** With `cookies` each request sends the next of them.
 * @typedef {{ path: string, method: string, headers?: Record<string, string>, body?: string, cookies?: string[] }} Request */

/** Times in ms; `failed` counts answers other than 2xx and 3xx, broken connections and time-outs.
 * `reasons` says how often what failed.
 * @typedef {{ requests: number, perSecond: number, p50: number, p99: number, failed: number, reasons?: Record<string, number> }} Load */

const MS = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** @param {string} url @param {{ seconds: number, connections: number, cpus: string, request?: Request }} how @returns {Promise<Load>} */
export const wrk = (url, { seconds, connections, cpus, request }) =>
  withFolder(async (folder) => {
    const script = join(folder, 'request.lua');
    const fields = Object.entries(request?.headers ?? {}).map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`);
    const body = request?.body === undefined ? [] : [`wrk.body = ${JSON.stringify(request.body)}`];
    const turns = request?.cookies
      ? [
          `local cookies, turn = {${request.cookies.map((cookie) => JSON.stringify(cookie)).join(',')}}, 0`,
          'request = function() turn = turn % #cookies + 1; wrk.headers["cookie"] = cookies[turn]; return wrk.format() end',
        ]
      : [];
    writeFileSync(script, [`wrk.method = ${JSON.stringify(request?.method ?? 'GET')}`, ...fields, ...body, ...turns].join('\n'));
    const args = ['--threads', '1', '--connections', `${connections}`, '--duration', `${seconds}s`, '--timeout', '30s', '--latency'];
    return read(await new Program({ file: 'wrk', args: [...args, '--script', script, url], cpus }).output());
  });

/** What wrk printed. @param {string} report @returns {Load} */
function read(report) {
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(report)?.[1] ?? 0);
  const percentile = (/** @type {number} */ percent) => {
    const [, value, unit] = new RegExp(`^ +${percent}% +([\\d.]+)(us|ms|s|m) *$`, 'm').exec(report) ?? [];
    return Number(value) * MS[/** @type {keyof typeof MS} */ (unit)];
  };
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(report)?.slice(1) ?? [];
  return {
    requests: number(/(\d+) requests in/),
    perSecond: number(/Requests\/sec: +([\d.]+)/),
    p50: percentile(50),
    p99: percentile(99),
    failed: socketErrors.map(Number).reduce((a, b) => a + b, number(/Non-2xx or 3xx responses: (\d+)/)),
  };
}

/** With `rests` it does not spin until the next is due; `lead` is how many seconds come first that are not counted. `requests` are those that were
 * counted, `sent` all.
 * @param {string} url @param {{ seconds: number, rate: number, cpus: string, lead?: number, connections?: number, request?: Request, rests?: boolean }} how
 * @returns {Promise<Load & { sent: number }>} */
export async function steady(url, { cpus, ...how }) {
  const script = fileURLToPath(new URL('steady.mjs', import.meta.url));
  const asked = JSON.stringify({ url, lead: 3, connections: 64, ...how });
  return JSON.parse(await new Program({ file: process.execPath, args: ['--no-opt', script, asked], cpus }).output());
}
