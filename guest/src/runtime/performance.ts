import { EventTarget } from 'event-target-shim';
import { part } from '../host/parts';
import { now } from './clock';

/** What few add-ons use of it, in a part. */
interface Timeline {
  mark(name: unknown, options?: object): object;
  measure(name: unknown, from?: unknown, to?: unknown): object;
  entries(type?: string, name?: string): object[];
  clear(type: 'mark' | 'measure', name: unknown): void;
}

function timeline(): Timeline {
  return part('performance') as Timeline;
}

let origin: number | undefined;

/** The global `performance`: times in milliseconds since the worker was made. */
export class Performance extends EventTarget {
  now(): number {
    return now();
  }

  /** When that was, in milliseconds since 1970. */
  get timeOrigin(): number {
    return (origin ??= Date.now() - now());
  }

  mark(name: unknown, options?: object): object {
    return timeline().mark(name, options);
  }

  measure(name: unknown, from?: unknown, to?: unknown): object {
    return timeline().measure(name, from, to);
  }

  getEntries(): object[] {
    return timeline().entries();
  }

  getEntriesByName(name: unknown, type?: unknown): object[] {
    return timeline().entries(type === undefined ? undefined : String(type), String(name));
  }

  getEntriesByType(type: unknown): object[] {
    return timeline().entries(String(type));
  }

  clearMarks(name?: unknown): void {
    timeline().clear('mark', name);
  }

  clearMeasures(name?: unknown): void {
    timeline().clear('measure', name);
  }

  /** Nothing is told of the loop. */
  eventLoopUtilization(): object {
    return { idle: 0, active: 0, utilization: 0 };
  }

  timerify(fn: unknown): unknown {
    return fn;
  }

  toJSON(): object {
    return { timeOrigin: this.timeOrigin };
  }

  get [Symbol.toStringTag](): string {
    return 'Performance';
  }
}

export const performance = new Performance();
