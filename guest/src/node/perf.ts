/** Node's `perf_hooks`. */
import { absent } from './errors';

const globals = globalThis as unknown as Record<string, unknown>;
const { performance } = globals as { performance: Record<string, unknown> };

interface Recorded {
  min: number;
  max: number;
  exceeds: number;
  readonly count: number;
  readonly mean: number;
  readonly stddev: number;
  record(value: number): void;
  recordDelta(): void;
  percentile(at: number): number;
  reset(): void;
}

function createHistogram(): Recorded {
  let values: number[] = [];
  let last: number | undefined;
  const mean = (): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  return {
    get min() {
      return values.length === 0 ? 9223372036854776000 : Math.min(...values);
    },
    get max() {
      return values.length === 0 ? 0 : Math.max(...values);
    },
    exceeds: 0,
    get count() {
      return values.length;
    },
    get mean() {
      return mean();
    },
    get stddev() {
      const middle = mean();
      return Math.sqrt(values.reduce((sum, each) => sum + (each - middle) ** 2, 0) / values.length);
    },
    record(value: number) {
      values.push(Number(value));
    },
    recordDelta() {
      const now = (performance['now'] as () => number)() * 1e6;
      if (last !== undefined) {
        values.push(Math.round(now - last));
      }
      last = now;
    },
    percentile(at: number) {
      const sorted = [...values].sort((a, b) => a - b);
      return sorted[Math.max(0, Math.ceil((at / 100) * sorted.length) - 1)] ?? 0;
    },
    reset() {
      values = [];
    },
  };
}

class PerformanceObserver {
  static readonly supportedEntryTypes: readonly string[] = [];

  observe(): void {
    // Nothing is told of what the host measures.
  }

  disconnect(): void {
    // Likewise.
  }

  takeRecords(): unknown[] {
    return [];
  }
}

export const perf = (): Record<string, unknown> => ({
  performance,
  PerformanceObserver: globals['PerformanceObserver'] ?? PerformanceObserver,
  ...Object.fromEntries(
    ['Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserverEntryList', 'PerformanceResourceTiming'].map((name) => [name, globals[name] ?? class {}]),
  ),
  createHistogram,
  eventLoopUtilization: (): object => (performance['eventLoopUtilization'] as () => object)(),
  timerify: (fn: unknown): unknown => fn,
  monitorEventLoopDelay: absent('perf_hooks.monitorEventLoopDelay', "the host's metrics"),
  constants: { NODE_PERFORMANCE_GC_MAJOR: 4, NODE_PERFORMANCE_GC_MINOR: 1, NODE_PERFORMANCE_GC_INCREMENTAL: 8, NODE_PERFORMANCE_GC_WEAKCB: 16 },
});
