import { call, callText } from '../../../host/host';
import { parse, stringify } from '../../../host/primordials';
import { log } from '../../../log/log';
import { mapped } from '../../../log/stack';
import { current, enter, none } from '../../../contexts/context';
import { clearInterval, setInterval } from '../../../runtime/timers';

/** A task that has begun. */
export interface Task {
  /** It will take so many milliseconds still. */
  progress(milliseconds: number): void;
  end(results: readonly unknown[]): void;
  /** Its handler has failed; the log knows with what. */
  fail(): void;
}

/** What a monitor finds. */
export type Found =
  | { readonly state: 'none' | 'created' | 'stopped' | 'failed' }
  | { readonly state: 'running'; readonly remaining: number | undefined }
  | { readonly state: 'done'; readonly results: readonly unknown[] };

/** Where the tasks of a scheduler are kept until their results are fetched. */
export interface Pool {
  readonly capacity: number;
  /** Begins a task; `begun` gets nothing where there is no room. */
  begin(id: string, remaining: number | undefined, begun: (task: Task | undefined) => void): void;
  /** What became of a task; its result is given once. */
  take(id: string, found: (found: Found) => void): void;
}

/** As often the host is told of the tasks that run here: it takes those for stopped of which it has heard nothing for a minute. */
const BEAT_MILLIS = 5_000;
const FAILED = 'f';
const RESULT = 'r';

const running = new Set<string>();
let beat: unknown;

function runs(id: string): void {
  running.add(id);
  if (beat === undefined) {
    beat = onNobodysBehalf(() => setInterval(() => call('task.alive', [...running].join('\0')), BEAT_MILLIS));
  }
}

function ended(id: string, outcome: string): void {
  running.delete(id);
  if (running.size === 0) {
    clearInterval(beat);
    beat = undefined;
  }
  call('task.end', `${id}\0${FAILED}\0${outcome}`);
}

/** An exchange that is given up takes its timers along. */
function onNobodysBehalf<T>(action: () => T): T {
  const context = current();
  enter(none);
  try {
    return action();
  } finally {
    enter(context);
  }
}

/** In the host: any worker may be asked for a task, and the next version. */
export class HostPool implements Pool {
  /**
   * @param name the same in every worker
   * @param life milliseconds after which a task is forgotten; 0 for never
   */
  constructor(
    private readonly name: string,
    readonly capacity: number,
    private readonly life: number,
  ) {}

  begin(id: string, remaining: number | undefined, begun: (task: Task | undefined) => void): void {
    if (callText('task.begin', [id, this.name, this.capacity, this.life, remaining ?? ''].join('\0')) !== '') {
      begun(undefined);
      return;
    }
    runs(id);
    begun({
      progress(milliseconds) {
        call('task.progress', `${id}\0${milliseconds}`);
      },
      end(results) {
        ended(id, RESULT + stringify({ ...results, length: results.length }));
      },
      fail() {
        ended(id, FAILED);
      },
    });
  }

  take(id: string, found: (found: Found) => void): void {
    const answer = callText('task.take', id);
    const nul = answer.indexOf('\0');
    const state = nul < 0 ? answer : answer.slice(0, nul);
    const detail = nul < 0 ? '' : answer.slice(nul + 1);
    if (state === 'running') {
      found({ state, remaining: detail === '' ? undefined : Number(detail) });
    } else if (state === 'done') {
      found(detail.startsWith(RESULT) ? { state, results: Array.from(parse(detail.slice(1)) as ArrayLike<unknown>) } : { state: 'failed' });
    } else {
      found({ state: state === 'stopped' ? state : 'none' });
    }
  }
}

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

const CREATED = 0;
const EXECUTED = 1;
const COMPLETED = 2;
const PROPERTIES = ['state', 'remainingTime', 'createdAt', 'startedAt', 'result'];

/** In what the application has for it; its tasks are counted by each worker for itself. */
export class PersistentPool implements Pool {
  #count = 0;

  constructor(
    private readonly persistence: Persistence,
    readonly capacity: number,
    private readonly lifetime: number,
    interval: number | undefined,
  ) {
    if (interval !== undefined) {
      onNobodysBehalf(() => setInterval(() => this.#collect(), interval));
    }
  }

  #collect(): void {
    try {
      this.persistence.collect(1, (count) => {
        this.#count = Math.max(0, this.#count - (Number(count) || 0));
      });
    } catch (error) {
      log('error', `the tasks could not be collected: ${mapped(error)}`);
    }
  }

  begin(id: string, remaining: number | undefined, begun: (task: Task | undefined) => void): void {
    if (this.#count >= this.capacity) {
      begun(undefined);
      return;
    }
    this.#count++;
    this.persistence.save(id, { remainingTime: remaining, createdAt: new Date(), state: CREATED, lifetime: this.lifetime }, (task) => {
      if (task === undefined || task === null) {
        this.#count--;
        begun(undefined);
        return;
      }
      task.setProperties({ state: EXECUTED, startedAt: new Date() }, (success) => {
        if (success === false) {
          throw new Error(`the task ${id} could not be begun: setProperties of its persistence says so`);
        }
        begun(persisted(task));
      });
    });
  }

  take(id: string, found: (found: Found) => void): void {
    this.persistence.open(id, (task) => {
      if (task === undefined || task === null) {
        found({ state: 'none' });
        return;
      }
      task.getProperties(PROPERTIES, ({ state, remainingTime, result }) => {
        if (state === COMPLETED) {
          this.#count = Math.max(0, this.#count - 1);
          this.persistence.remove(id, ignore);
          found({ state: 'done', results: Array.from((result ?? []) as ArrayLike<unknown>) });
        } else if (state === EXECUTED) {
          found({ state: 'running', remaining: typeof remainingTime === 'number' ? remainingTime : undefined });
        } else {
          found({ state: 'created' });
        }
      });
    });
  }
}

function persisted(task: PersistedTask): Task {
  const completed = (result: readonly unknown[]): void => {
    task.setProperties({ state: COMPLETED, result, completedAt: new Date() }, ignore);
  };
  return {
    progress(milliseconds) {
      task.setProperties({ remainingTime: milliseconds }, ignore);
    },
    end: completed,
    fail() {
      completed(['The task failed', 500]);
    },
  };
}

function ignore(): void {
  // It is of no use to whoever waits for the answer.
}
