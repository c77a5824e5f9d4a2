const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as people write it, in milliseconds: a number of them, or `90s`, `5m`, `1h`, `2d`. */
export function millisecondsOf(time: unknown): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s*$/.exec(String(time)) ?? [];
  const value = typeof time === 'number' ? time : Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0) {
    throw new TypeError(`clock: ${String(time)} is no time to go forward (expected: milliseconds, or a text such as '90s', '5m', '1h' or '2d')`);
  }
  return value;
}

export function shortTime(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
