import type { LongRunning, Operation } from './operations';

/** Is called with each operation, and may rewrite it. */
export type FeatureFunction = (descriptor: any, server: any) => unknown;

/** What an application adds to its operations. */
export interface FeatureObject {
  /** Hears of the application before its operations are registered. */
  init?(application: { readonly operations: Record<string, unknown> }): unknown;
  apply?(descriptor: any, server: any): unknown;
}

export type Feature = FeatureFunction | FeatureObject | typeof TaskScheduler;

/** A task as an application's persistence keeps it. */
export interface PersistedTask {
  getProperties(names: readonly string[], callback: (properties: Record<string, unknown>) => unknown): unknown;
  setProperties(properties: Record<string, unknown>, callback: (success?: unknown) => unknown): unknown;
}

/** Where an application keeps its tasks by itself. */
export interface Persistence {
  open(id: string, callback: (task?: PersistedTask | null) => unknown): unknown;
  save(id: string, properties: Record<string, unknown>, callback: (task?: PersistedTask | null) => unknown): unknown;
  remove(id: string, callback: (success?: unknown) => unknown): unknown;
  collect(generation: number, callback: (count?: unknown) => unknown): unknown;
}

export interface TaskOptions {
  /** The host's unless said. */
  readonly persistence?: Persistence | null;
  /** How many tasks there may be: 1,000 unless said. */
  readonly capacity?: number;
  /** Rounds of the collector that an unread result outlives: 2 unless said. */
  readonly taskLifetime?: number;
  /** Milliseconds that a task may say that it takes: 300,000 unless said. */
  readonly maxRemainingTime?: number;
  /** `Retry-After` unless said. */
  readonly remainingTimeHeader?: string;
  /** Milliseconds between the rounds of the collector; without it there is none, and a result is forgotten after an hour. */
  readonly tcinterval?: number;
  /** Seconds after which clients may ask again, where the operation does not say. */
  readonly retryAfter?: number;
}

/** Lets operations with `longRunning` go on after their answer. */
export declare class TaskScheduler {
  readonly monitorUrl: string;
  readonly taskLifetime: number;
  readonly maxRemainingTime: number;
  readonly remainingTimeHeader: string;
  readonly retryAfter: number | undefined;
  readonly tasks: object;
  /** @param monitorUrl `/tasks/:taskId` unless said */
  constructor(monitorUrl?: string | TaskOptions | null, options?: TaskOptions | null);
  init(application: { readonly operations: Record<string, unknown> }): void;
  apply(descriptor: unknown): boolean;
  setMonitor(operations: Record<string, unknown>): TaskMonitorEndpoint;
  newTaskId(): string;
  /** The same handler, as a task. */
  task(handler: (...args: any[]) => unknown, options?: LongRunning | null): (...args: any[]) => unknown;
}

/** What clients ask for their tasks. */
export declare class TaskMonitorEndpoint {
  constructor(scheduler: TaskScheduler);
  /** DELETE unless said. */
  method: Operation['method'];
  readonly handler: (...args: any[]) => unknown;
  readonly params: Operation['params'];
  readonly serialize: Operation['serialize'];
}

/** Given to a task's callback, it says how many milliseconds the task will take still, and is no result. */
export declare class AsyncProgressNotification {
  constructor(milliseconds?: number);
  readonly remainingTime: number;
}

/** `require('webpoints').features`. */
export interface Features {
  /** `requires` and `ensures` of operations, unless `disableContracts`. */
  readonly codeContracts: { (descriptor: unknown, server?: unknown): boolean; disableContracts: boolean };
  /** With `synchronous: true`, what the handler returns is the answer. */
  readonly syncHandler: (descriptor: unknown, server?: unknown) => boolean;
  /** With `parseBody: true`, the body is parsed before the middleware. */
  readonly bodyParser: (descriptor: unknown, server?: unknown) => boolean;
  /** With `handleErrors: true`, whatever goes wrong is an incident. */
  readonly errorHandler: (descriptor: unknown, server?: unknown) => boolean;
  /** Where `enabled` of the environment is false, operations answer 404. */
  readonly switcher: (descriptor: unknown, server?: unknown) => boolean;
  readonly taskModel: {
    readonly TaskScheduler: typeof TaskScheduler;
    readonly TaskMonitorEndpoint: typeof TaskMonitorEndpoint;
    readonly AsyncProgressNotification: typeof AsyncProgressNotification;
  };
  readonly TaskScheduler: typeof TaskScheduler;
}
