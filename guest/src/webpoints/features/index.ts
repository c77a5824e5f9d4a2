/** `require('webpoints').features`: what an application adds to its operations by `app.features`. */

const bodyParser = Object.freeze({ name: 'bodyParser' });
const codeContracts = Object.freeze({ name: 'codeContracts' });
const syncHandler = Object.freeze({ name: 'syncHandler' });

/** Lets operations with `longRunning` go on after their answer. */
class TaskScheduler {
  /** Seconds after which clients may ask again, where the operation does not say. */
  readonly retryAfter: number | undefined;

  constructor(options: { retryAfter?: number } = {}) {
    this.retryAfter = secondsOf(options?.retryAfter, 'TaskScheduler: retryAfter');
  }
}

export const features = { bodyParser, codeContracts, syncHandler, TaskScheduler };

/** The features of an application. */
export interface Enabled {
  readonly bodyParser: boolean;
  readonly codeContracts: boolean;
  readonly syncHandler: boolean;
  readonly tasks: TaskScheduler | undefined;
}

/** @throws TypeError for what is no feature */
export function enabled(list: unknown): Enabled {
  const all = list === undefined || list === null ? [] : Array.isArray(list) ? (list as unknown[]) : [list];
  const known: unknown[] = [bodyParser, codeContracts, syncHandler];
  const given = all.map((each) => (each === TaskScheduler ? new TaskScheduler() : each));
  const wrong = given.findIndex((each) => !known.includes(each) && !(each instanceof TaskScheduler));
  if (wrong >= 0) {
    throw new TypeError(`app.features: ${String(given[wrong])} (expected: features.codeContracts, features.syncHandler, features.bodyParser or new features.TaskScheduler())`);
  }
  return {
    bodyParser: given.includes(bodyParser),
    codeContracts: given.includes(codeContracts),
    syncHandler: given.includes(syncHandler),
    tasks: given.find((each) => each instanceof TaskScheduler),
  };
}

/** @throws TypeError for what are no seconds */
export function secondsOf(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null || value === true) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new TypeError(`${at}: ${String(value)} (expected: a whole number of seconds)`);
  }
  return value;
}
