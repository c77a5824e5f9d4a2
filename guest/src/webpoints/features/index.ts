/** `require('webpoints').features`: what an application adds to its operations by `app.features`. */
import { callable } from '../callable';
import { codeContracts } from './contracts';
import { isDescriptor, name, type Extended, type Feature } from './feature';
import { bodyParser, errorHandler, switcher, syncHandler } from './small';
import { AsyncProgressNotification } from './tasks/flow';
import { TaskMonitorEndpoint, TaskScheduler } from './tasks/scheduler';

const Scheduler = callable(TaskScheduler);

export const features = {
  bodyParser,
  codeContracts,
  errorHandler,
  switcher,
  syncHandler,
  taskModel: { TaskScheduler: Scheduler, TaskMonitorEndpoint: callable(TaskMonitorEndpoint), AsyncProgressNotification: callable(AsyncProgressNotification) },
  TaskScheduler: Scheduler,
};

/** The features of one application, each once for each descriptor. */
export class Features {
  readonly #all: readonly Feature[];
  readonly #seen = new WeakSet<object>();

  /** @throws TypeError for what is no feature */
  constructor(list: unknown) {
    const all = list === undefined || list === null ? [] : Array.isArray(list) ? (list as unknown[]) : [list];
    this.#all = synchronousFirst(all.map(featureOf));
  }

  init(application: Extended): void {
    for (const feature of this.#all) {
      feature.init?.(application);
    }
  }

  apply(url: string, descriptor: unknown, server: unknown): void {
    if (isDescriptor(descriptor)) {
      if (this.#seen.has(descriptor)) {
        return;
      }
      this.#seen.add(descriptor);
      name(descriptor, url);
    }
    for (const feature of this.#all) {
      feature.apply?.(descriptor, server);
    }
  }
}

const functions = new WeakMap<object, unknown>();

function featureOf(given: unknown): Feature {
  const each = given === Scheduler ? new TaskScheduler() : given;
  if (typeof each === 'function') {
    const feature: Feature = { apply: (descriptor, server) => (each as (...args: unknown[]) => unknown)(descriptor, server) };
    functions.set(feature, each);
    return feature;
  }
  const { init, apply } = Object(each) as { init?: unknown; apply?: unknown };
  if (typeof each !== 'object' || each === null || (typeof apply !== 'function' && typeof init !== 'function')) {
    throw new TypeError(`app.features: ${String(each)} (expected: features.codeContracts and the like, a function (descriptor, server), or an object with apply(descriptor, server))`);
  }
  return each as Feature;
}

/** What calls a handler back has to find one that does: `syncHandler` comes before those, wherever it stands. */
function synchronousFirst(all: readonly Feature[]): readonly Feature[] {
  const is = (feature: Feature, which: unknown): boolean => functions.get(feature) === which;
  const sync = all.findIndex((each) => is(each, syncHandler));
  const first = all.findIndex((each) => each instanceof TaskScheduler || is(each, codeContracts) || is(each, switcher));
  if (first < 0 || sync < first) {
    return all;
  }
  return [...all.slice(0, first), all[sync] as Feature, ...all.slice(first).filter((each) => !is(each, syncHandler))];
}
