import { log } from './log';
import { callerPosition } from './stack';

const EMPTY = '{}';
const MOST_LOOKED_AT = 1000;
/** Values with an empty object that had no promise, after which nobody looks any more: looking takes its time. */
const MOST_IN_VAIN = 100;
let inVain = 0;

/** Whether a value is a promise; asking never throws. */
export function isPromise(value: unknown): boolean {
  try {
    return value instanceof Promise;
  } catch {
    return false;
  }
}

/** Where in a value a promise is: empty for the value itself, `.a[0]` for one in it, undefined where there is none. What has to be asked for is not. */
function promiseIn(value: unknown): string | undefined {
  const open: [unknown, string][] = [[value, '']];
  for (let at = 0; at < open.length && at < MOST_LOOKED_AT; at++) {
    const [each, path] = open[at] as [unknown, string];
    if (each instanceof Promise) {
      return path;
    }
    if (typeof each === 'object' && each !== null) {
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
        if (typeof property.value === 'object' && property.value !== null && property.enumerable === true && open.length < MOST_LOOKED_AT) {
          open.push([property.value, Array.isArray(each) ? `${path}[${key}]` : `${path}.${key}`]);
        }
      }
    }
  }
  return undefined;
}

/**
 * Warns of a promise where a value was meant: JSON has `{}` for it, and nothing fails.
 *
 * @param what what the value was given to, such as `res.json`
 * @param json the value as JSON
 */
export function warnOfPromise(what: string, value: unknown, json: string | undefined): void {
  if (json === undefined || typeof value !== 'object' || value === null || inVain >= MOST_IN_VAIN || !json.includes(EMPTY)) {
    return;
  }
  try {
    const path = promiseIn(value);
    inVain = path === undefined ? inVain + 1 : 0;
    if (path !== undefined) {
      const whole = path === '';
      log('warn', `${what} at ${callerPosition()} was given a promise${whole ? '' : ` (${path.replace(/^\./, '')})`}, of which the answer has {} (expected: what it comes to, as in ${whole ? `${what}(await …)` : `{ …: await … }`}, in an async function)`);
    }
  } catch {
    // Whatever cannot be looked at is no promise that was forgotten.
  }
}
