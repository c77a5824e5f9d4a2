import { callBytes } from '../../../host/host';
import { Filled } from '../../callable';
import type { OperationContext } from '../../context';
import { invoke, isDescriptor, nameOf, rewrite, toPlainFunction, type Descriptor, type Extended } from '../feature';
import { Flow } from './flow';
import { HostPool, PersistentPool, type Found, type Persistence, type Pool } from './pools';

const MONITOR = '/tasks/:taskId';
const CAPACITY = 1000;
const LIFETIME = 2;
const MOST_REMAINING_MILLIS = 300_000;
const ID_BYTES = 16;

interface Options {
  readonly persistence?: Persistence | null;
  readonly capacity?: number;
  readonly taskLifetime?: number;
  readonly maxRemainingTime?: number;
  readonly remainingTimeHeader?: string;
  /** Milliseconds between the rounds of the collector; none: there is none. */
  readonly tcinterval?: number;
  /** Seconds after which clients may ask again, where the operation does not say. */
  readonly retryAfter?: number;
}

/** What an operation says of its task: by itself, or by `longRunning`. */
interface Run {
  readonly appraise?: unknown;
  readonly manual?: unknown;
  readonly retryAfter?: number | undefined;
}

const tasks = new WeakSet<object>();
/** How many schedulers a worker has made: their order is the same in all. */
let made = 0;

/** Lets operations with `longRunning` go on after their answer. */
export class TaskScheduler extends Filled {
  readonly monitorUrl: string;
  readonly taskLifetime: number;
  readonly maxRemainingTime: number;
  readonly remainingTimeHeader: string;
  readonly retryAfter: number | undefined;
  readonly tasks: Pool;

  constructor(monitorUrl?: string | Options | null, more?: Options | null) {
    super();
    const options = (typeof monitorUrl === 'object' ? (monitorUrl ?? more) : more) ?? {};
    this.monitorUrl = typeof monitorUrl === 'string' && monitorUrl !== '' ? monitorUrl : MONITOR;
    this.taskLifetime = positive(options.taskLifetime, LIFETIME, 'taskLifetime');
    this.maxRemainingTime = positive(options.maxRemainingTime, MOST_REMAINING_MILLIS, 'maxRemainingTime');
    this.remainingTimeHeader = options.remainingTimeHeader ?? 'Retry-After';
    this.retryAfter = secondsOf(options.retryAfter, 'TaskScheduler: retryAfter');
    const capacity = positive(options.capacity, CAPACITY, 'capacity');
    const interval = options.tcinterval ? positive(options.tcinterval, 0, 'tcinterval') : undefined;
    const name = `${made++}:${this.monitorUrl}`.slice(0, 200);
    const { persistence } = options;
    this.tasks =
      persistence === undefined || persistence === null
        ? new HostPool(name, Math.floor(capacity), interval === undefined ? 0 : Math.min(Math.ceil(this.taskLifetime * interval), 2 ** 31 - 1))
        : new PersistentPool(persistence, capacity, this.taskLifetime, interval);
  }

  init(application: Extended): void {
    this.setMonitor(application.operations);
  }

  apply(descriptor: unknown): boolean {
    if (!isDescriptor(descriptor) || tasks.has(descriptor) || typeof descriptor['handler'] !== 'function') {
      return false;
    }
    const run = runOf(descriptor);
    if (run === undefined) {
      return false;
    }
    tasks.add(descriptor);
    // What the handler gives is the monitor's to send.
    delete descriptor['serialize'];
    rewrite(descriptor, this.#body(descriptor['handler'], run));
    return true;
  }

  /** Adds the operation that clients ask for their tasks. */
  setMonitor(operations: Record<string, unknown>): TaskMonitorEndpoint {
    const monitor = new TaskMonitorEndpoint(this);
    operations[this.monitorUrl] = monitor;
    return monitor;
  }

  /** What nobody can guess. */
  newTaskId(): string {
    return Array.from(callBytes('random', String(ID_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** The same handler, as a task. */
  task(handler: unknown, options?: Run | null): (this: unknown, ...args: unknown[]) => unknown {
    return toPlainFunction(this.#body(handler, options ?? {}) as Parameters<typeof toPlainFunction>[0]);
  }

  #body(handler: unknown, { appraise, manual, retryAfter }: Run): (this: OperationContext, args: unknown[], callback: (...results: unknown[]) => unknown) => void {
    const begin = (context: OperationContext, args: unknown[], callback: (...results: unknown[]) => unknown): void => {
      const flow = new Flow(this, context, callback, retryAfter ?? this.retryAfter);
      const failed = (error: unknown): void => {
        Flow.failed(flow, error);
      };
      (context as unknown as { taskId: string }).taskId = flow.taskId;
      if (manual) {
        invoke(handler, context, [...args, flow], failed);
        return;
      }
      const run = (remaining?: unknown): void => {
        flow.beginInvoke(remaining, (end?: unknown) => {
          if (end !== undefined) {
            invoke(handler, context, [...args, end], failed);
          }
        });
      };
      if (typeof appraise === 'function') {
        invoke(appraise, context, [...args, run], failed);
      } else {
        run();
      }
    };
    return function (args, callback) {
      begin(this, args, callback);
    };
  }
}

/** The operation that clients ask for a task, by `taskId`. */
export class TaskMonitorEndpoint extends Filled {
  declare method: string;
  declare params: Record<string, object>;
  declare serialize: boolean;
  readonly handler: (taskId: string, callback: (...results: unknown[]) => unknown) => void;

  constructor(scheduler: TaskScheduler) {
    super();
    this.handler = (taskId, callback) => {
      scheduler.tasks.take(String(taskId), (found) => {
        callback(...answer(found, scheduler.remainingTimeHeader));
      });
    };
  }

  static {
    Object.assign(this.prototype, { method: 'delete', params: { taskId: {} }, serialize: true });
  }
}

function answer(found: Found, header: string): readonly unknown[] {
  switch (found.state) {
    case 'running':
      return found.remaining === undefined ? [undefined, 204] : [undefined, 204, { [header]: String(Math.max(0, Math.ceil(found.remaining / 1000))) }];
    case 'done':
      return found.results;
    case 'created':
      return ['Task is created but not executed.', 201];
    case 'failed':
      return ['The task failed', 500];
    case 'stopped':
      return ['The task was stopped: its worker has ended', 500];
    default:
      return ["Task doesn't exist on the server.", 404];
  }
}

/** Whether an operation runs as a task. */
export function isTask(descriptor: object): boolean {
  return tasks.has(descriptor);
}

function runOf(descriptor: Descriptor): Run | undefined {
  const { longRunning } = descriptor;
  switch (longRunning) {
    case undefined:
    case null:
    case false:
      return undefined;
    case true:
    case 'auto':
      return {};
    case 'manual':
      return { manual: true };
    default:
  }
  if (typeof longRunning === 'object') {
    const { appraise, manual } = longRunning as Run;
    if (appraise !== undefined && appraise !== null && typeof appraise !== 'function') {
      throw new TypeError(`operation ${nameOf(descriptor)}: longRunning.appraise: ${String(appraise)} (expected: a function (…, callback(milliseconds)))`);
    }
    return { appraise, manual };
  }
  if (typeof longRunning === 'number') {
    return { retryAfter: secondsOf(longRunning, `operation ${nameOf(descriptor)}: longRunning`) };
  }
  throw new TypeError(`operation ${nameOf(descriptor)}: longRunning: ${String(longRunning)} (expected: true, 'auto', 'manual', seconds, or {appraise, manual})`);
}

function positive(value: unknown, otherwise: number, at: string): number {
  if (value === undefined || value === null || value === 0) {
    return otherwise;
  }
  if (typeof value !== 'number' || !(value > 0)) {
    throw new TypeError(`TaskScheduler: ${at}: ${String(value)} (expected: a number above 0)`);
  }
  return value;
}

/** @throws TypeError for what are no seconds */
function secondsOf(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new TypeError(`${at}: ${String(value)} (expected: a whole number of seconds)`);
  }
  return value;
}
