// Marks and measures: the performance timeline and user timing of the W3C.
import { now } from '../runtime/clock';

type Type = 'mark' | 'measure';

const KEY = {};
/** Of one worker; the oldest go, as nobody may ever clear them. */
const MOST_ENTRIES = 10_000;
let all: PerformanceEntry[] = [];

class PerformanceEntry {
  readonly #name: string;
  readonly #type: Type;
  readonly #startTime: number;
  readonly #duration: number;
  readonly #detail: unknown;

  constructor(key: unknown, name: string, type: Type, startTime: number, duration: number, detail: unknown) {
    if (key !== KEY) {
      throw new TypeError('Illegal constructor (expected: performance.mark or performance.measure)');
    }
    this.#name = name;
    this.#type = type;
    this.#startTime = startTime;
    this.#duration = duration;
    this.#detail = detail;
  }

  get name(): string {
    return this.#name;
  }

  get entryType(): Type {
    return this.#type;
  }

  get startTime(): number {
    return this.#startTime;
  }

  get duration(): number {
    return this.#duration;
  }

  get detail(): unknown {
    return this.#detail;
  }

  toJSON(): object {
    const { name, entryType, startTime, duration, detail } = this;
    return { name, entryType, startTime, duration, detail };
  }
}

interface MarkOptions {
  readonly startTime?: number;
  readonly detail?: unknown;
}

const clone = (globalThis as unknown as { structuredClone: (value: unknown) => unknown }).structuredClone;

function detailOf(detail: unknown): unknown {
  return detail === undefined || detail === null ? null : clone(detail);
}

class PerformanceMark extends PerformanceEntry {
  constructor(name: unknown, options: MarkOptions = {}) {
    const { startTime = now(), detail } = options;
    if (!(startTime >= 0)) {
      throw new TypeError(`performance.mark: startTime ${startTime} (expected: 0 or more)`);
    }
    super(KEY, String(name), 'mark', startTime, 0, detailOf(detail));
  }

  get [Symbol.toStringTag](): string {
    return 'PerformanceMark';
  }
}

class PerformanceMeasure extends PerformanceEntry {
  get [Symbol.toStringTag](): string {
    return 'PerformanceMeasure';
  }
}

const observers = new Set<PerformanceObserver>();

function kept<T extends PerformanceEntry>(entry: T): T {
  if (all.length >= MOST_ENTRIES) {
    all = all.slice(MOST_ENTRIES / 2);
  }
  all.push(entry);
  for (const observer of observers) {
    PerformanceObserver.tell(observer, entry);
  }
  return entry;
}

function mark(name: unknown, options?: object): PerformanceMark {
  return kept(new PerformanceMark(name, options));
}

function timeOf(point: unknown): number {
  if (typeof point === 'number') {
    if (!(point >= 0)) {
      throw new TypeError(`performance.measure: ${point} (expected: 0 or more)`);
    }
    return point;
  }
  const found = all.findLast((entry) => entry.entryType === 'mark' && entry.name === String(point));
  if (found === undefined) {
    const { DOMException } = globalThis as unknown as { DOMException: new (message: string, name: string) => Error };
    throw new DOMException(`The "${String(point)}" performance mark has not been set`, 'SyntaxError');
  }
  return found.startTime;
}

interface MeasureOptions {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly duration?: number;
  readonly detail?: unknown;
}

function measure(name: unknown, from?: unknown, to?: unknown): PerformanceMeasure {
  const options = typeof from === 'object' && from !== null ? (from as MeasureOptions) : undefined;
  const { start, end, duration, detail } = options ?? { start: from, end: to };
  if (options !== undefined && (to !== undefined || (start === undefined && end === undefined) || (start !== undefined && end !== undefined && duration !== undefined))) {
    throw new TypeError('performance.measure: the options (expected: start or end, and of start, end and duration two at most)');
  }
  const ends = end !== undefined ? timeOf(end) : start !== undefined && duration !== undefined ? timeOf(start) + duration : now();
  const starts = start !== undefined ? timeOf(start) : duration !== undefined && end !== undefined ? ends - duration : 0;
  return kept(new PerformanceMeasure(KEY, String(name), 'measure', starts, ends - starts, detailOf(detail)));
}

function sorted(entries: readonly PerformanceEntry[]): PerformanceEntry[] {
  return entries.toSorted((a, b) => a.startTime - b.startTime);
}

function entries(type?: string, name?: string): PerformanceEntry[] {
  return sorted(all.filter((entry) => (type === undefined || entry.entryType === type) && (name === undefined || entry.name === name)));
}

function clear(type: Type, name: unknown): void {
  all = all.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== String(name)));
}

type Told = (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void;

class PerformanceObserverEntryList {
  readonly #entries: readonly PerformanceEntry[];

  constructor(given: readonly PerformanceEntry[]) {
    this.#entries = sorted(given);
  }

  getEntries(): PerformanceEntry[] {
    return [...this.#entries];
  }

  getEntriesByType(type: unknown): PerformanceEntry[] {
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name: unknown, type?: unknown): PerformanceEntry[] {
    return this.#entries.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type));
  }
}

const { setImmediate } = globalThis as unknown as { setImmediate: (callback: () => void) => void };

class PerformanceObserver {
  static readonly supportedEntryTypes: readonly string[] = Object.freeze(['mark', 'measure']);
  readonly #callback: Told;
  #types = new Set<unknown>();
  #waiting: PerformanceEntry[] = [];

  constructor(callback: Told) {
    if (typeof callback !== 'function') {
      throw new TypeError('PerformanceObserver: no callback (expected: a function)');
    }
    this.#callback = callback;
  }

  observe(options: { readonly type?: unknown; readonly entryTypes?: readonly unknown[]; readonly buffered?: boolean } = {}): void {
    const { type, entryTypes, buffered } = options;
    if ((type === undefined) === (entryTypes === undefined)) {
      throw new TypeError('PerformanceObserver.observe: the options (expected: either type or entryTypes)');
    }
    this.#types = new Set(entryTypes ?? [...this.#types, type]);
    observers.add(this);
    if (buffered === true && type !== undefined) {
      for (const entry of all) {
        PerformanceObserver.tell(this, entry, type);
      }
    }
  }

  disconnect(): void {
    observers.delete(this);
    this.#types.clear();
    this.#waiting = [];
  }

  takeRecords(): PerformanceEntry[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  static tell(observer: PerformanceObserver, entry: PerformanceEntry, type?: unknown): void {
    if (!observer.#types.has(entry.entryType) || (type !== undefined && type !== entry.entryType)) {
      return;
    }
    if (observer.#waiting.push(entry) === 1) {
      setImmediate(() => {
        const taken = observer.takeRecords();
        if (taken.length > 0) {
          observer.#callback(new PerformanceObserverEntryList(taken), observer);
        }
      });
    }
  }
}

export { PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceObserver, PerformanceObserverEntryList, clear, entries, mark, measure };
