import { log } from '../../../log/log';
import type { OperationContext } from '../../context';
import { Filled } from '../../callable';
import { Request } from '../../request';
import { fail } from '../feature';
import type { Pool, Task } from './pools';

type Callback = (...results: unknown[]) => unknown;

const ACCEPTED = 202;
const BAD_REQUEST = 400;

/** Given to a task's callback, it says how many milliseconds the task will take still, and is no result. */
export class AsyncProgressNotification extends Filled {
  readonly remainingTime: number;

  constructor(milliseconds?: number) {
    super();
    this.remainingTime = Number(milliseconds) || 0;
  }
}

/** What a flow has to know of its scheduler. */
export interface Surroundings {
  readonly monitorUrl: string;
  readonly maxRemainingTime: number;
  readonly tasks: Pool;
  newTaskId(): string;
}

/** A request that becomes a task, or is answered directly: what handlers with `manual` get in the callback's place. Its functions need no `this`. */
export class Flow {
  readonly taskId: string;
  #task: Task | undefined;
  #state: 'open' | 'beginning' | 'begun' | 'over' = 'open';
  /** What it has ended with before its persistence had it. */
  #early: readonly unknown[] | undefined;

  constructor(
    private readonly scheduler: Surroundings,
    private readonly context: OperationContext,
    private readonly callback: Callback,
    /** Seconds that the client is always told. */
    private readonly retryAfter?: number,
  ) {
    this.taskId = scheduler.newTaskId();
  }

  /** Answers 202, and gives the function that ends the task; nothing where it is not begun. */
  readonly beginInvoke = (remaining?: unknown, begun?: unknown): void => {
    const told = (typeof remaining === 'function' ? remaining : typeof begun === 'function' ? begun : ignore) as (end?: Callback) => unknown;
    const given = typeof remaining === 'function' || remaining === undefined || remaining === null ? undefined : Number(remaining);
    const milliseconds = given === undefined || Number.isNaN(given) ? undefined : given;
    if (this.#state !== 'open') {
      told();
      return;
    }
    if (milliseconds !== undefined && milliseconds > this.scheduler.maxRemainingTime) {
      this.#refuse(`The task has too much run-time(${milliseconds} ms).`, told);
      return;
    }
    this.#state = 'beginning';
    this.scheduler.tasks.begin(this.taskId, milliseconds ?? (this.retryAfter === undefined ? undefined : this.retryAfter * 1000), (task) => {
      if (task === undefined) {
        this.#refuse(`The capacity(${this.scheduler.tasks.capacity}) of the task pool exceeded.`, told);
        return;
      }
      this.#task = task;
      this.#state = 'begun';
      const monitor = Request.mount(this.context.request) + this.scheduler.monitorUrl.replace(':taskId', this.taskId);
      this.callback(monitor, ACCEPTED, { Location: monitor, ...(this.retryAfter === undefined ? {} : { 'Retry-After': String(this.retryAfter) }) });
      if (this.#early !== undefined) {
        this.#end(this.#early);
      }
      told(this.endInvoke);
    });
  };

  #refuse(why: string, told: (end?: Callback) => unknown): void {
    this.#state = 'over';
    this.callback(why, BAD_REQUEST);
    told();
  }

  /** Ends the task; before it has begun, it is the answer. */
  readonly endInvoke = (...results: unknown[]): void => {
    const [first] = results;
    if (first instanceof AsyncProgressNotification) {
      this.#task?.progress(first.remainingTime);
    } else if (this.#state === 'open') {
      this.#state = 'over';
      this.callback(...results);
    } else if (this.#state === 'beginning') {
      this.#early ??= results;
    } else if (this.#state === 'begun') {
      this.#end(results);
    } else {
      log('warn', `task ${this.taskId}: its callback was called again, which is ignored`);
    }
  };

  #end(results: readonly unknown[]): void {
    this.#state = 'over';
    try {
      this.#task?.end(results);
    } catch (error) {
      this.#task?.fail();
      fail(this.context, error);
    }
  }

  /** The task will take so many milliseconds still. */
  readonly progress = (milliseconds?: number): void => {
    this.endInvoke(new AsyncProgressNotification(milliseconds));
  };

  /** The handler has failed. */
  static failed(flow: Flow, error: unknown): void {
    if (flow.#state === 'begun') {
      flow.#state = 'over';
      flow.#task?.fail();
    }
    fail(flow.context, error);
  }
}

function ignore(): void {
  // Nobody asks whether the task has begun.
}
