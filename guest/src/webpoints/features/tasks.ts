import { call, callText } from '../../host/host';
import { parse, stringify } from '../../host/primordials';
import { bytesOf } from '../../http/bytes';
import { current, enter, none } from '../../contexts/context';
import { clearInterval, setInterval } from '../../runtime/timers';
import type { Callback } from '../callback';
import { Request } from '../request';
import type { Response } from '../response';

/** The path of the monitors, below the mount. */
export const MONITOR = '/tasks/:id';

/** What a task has come to, as the host keeps it: any worker may be asked for it. */
interface Outcome {
  /** The place of the operation among those that run as tasks. */
  readonly operation: number;
  readonly kind: 'json' | 'bytes' | 'none' | 'failed';
  readonly value?: unknown;
  readonly status?: number | undefined;
  readonly headers?: Record<string, unknown> | undefined;
}

/** As often the host is told of the tasks that run here: it takes those for stopped of which it has heard nothing for a minute. */
const BEAT_MILLIS = 5_000;

const running = new Set<string>();
let beat: unknown;

function runs(id: string): void {
  running.add(id);
  if (beat === undefined) {
    // On nobody's behalf: an exchange that is given up takes its timers along.
    const context = current();
    enter(none);
    try {
      beat = setInterval(() => call('task.alive', [...running].join('\0')), BEAT_MILLIS);
    } finally {
      enter(context);
    }
  }
}

function ended(id: string, outcome: string): void {
  running.delete(id);
  if (running.size === 0) {
    clearInterval(beat);
    beat = undefined;
  }
  call('task.end', `${id}\0${outcome}`);
}

/** Begins a task and answers where its monitor is. */
export function begin(request: Request, response: Response, retryAfter: number | undefined): string {
  const id = callText('task.begin', retryAfter === undefined ? '' : String(retryAfter));
  runs(id);
  const monitor = `${Request.mount(request)}${MONITOR.replace(':id', id)}`;
  if (retryAfter !== undefined) {
    response.set('Retry-After', String(retryAfter));
  }
  response.status(202).set('Location', monitor).type('txt').end(monitor);
  return id;
}

/** The callback that keeps a result for the monitor. */
export function keep(id: string, operation: number): Callback {
  return (value, status, headers) => {
    const bytes = bytesOf(value);
    const kind = bytes !== undefined ? 'bytes' : value === undefined ? 'none' : 'json';
    const outcome: Outcome = { operation, kind, value: bytes === undefined ? value : base64(bytes), status, headers };
    ended(id, stringify(outcome));
  };
}

function base64(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as unknown as { toString(encoding: string): string };
  return buffer.toString('base64');
}

export function fail(id: string, operation: number): void {
  ended(id, stringify({ operation, kind: 'failed' }));
}

/**
 * Answers `DELETE` on a monitor: 204 while the task runs, then its result once, then 404.
 *
 * @param answer gives the result to the operation's own callback
 */
export function monitor(request: Request, response: Response, answer: (operation: number) => Callback): void {
  const [state, detail] = split(callText('task.take', String(request.params['id'])));
  if (state === 'running') {
    if (detail !== '') {
      response.set('Retry-After', detail);
    }
    response.status(204).end();
  } else if (state === 'done') {
    const outcome = parse(detail) as Outcome;
    if (outcome.kind === 'failed') {
      response.send('The task failed', 500);
      return;
    }
    const value = outcome.kind === 'bytes' ? Buffer.from(outcome.value as string, 'base64') : outcome.value;
    answer(outcome.operation)(value, outcome.status, outcome.headers);
  } else if (state === 'stopped') {
    response.send('The task was stopped: its worker has ended', 500);
  } else {
    response.send('There is no such task: it is unknown, or its result was fetched', 404);
  }
}

function split(text: string): [state: string, detail: string] {
  const nul = text.indexOf('\0');
  return nul < 0 ? [text, ''] : [text.slice(0, nul), text.slice(nul + 1)];
}
