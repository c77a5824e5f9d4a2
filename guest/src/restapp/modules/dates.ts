import { field, local } from '../../host/local';
import { beans } from '../../services/beans';
import { Calendar, Locale, millisOf } from './java';
import { currentLocale } from './asked';

const ISO_8601 = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

function localeTag(locale: unknown): string {
  return (locale === undefined || locale === null ? currentLocale() : Locale.of(locale)).toLanguageTag();
}

/** A point in time as a text, by a pattern of Java's. */
export function format(date: unknown, pattern: unknown, locale?: unknown): string {
  return local('date.format', String(millisOf(date)), '', localeTag(locale), field(pattern));
}

function parse(text: unknown, pattern: unknown, locale?: unknown): Date {
  return new Date(Number(local('date.parse', '', localeTag(locale), field(pattern), field(text))));
}

/** The pattern that people of a language write dates in. */
export function datePattern(locale: unknown): string {
  return local('date.pattern', localeTag(locale), 'date');
}

/** A point in time without more. */
class Instant {
  constructor(private readonly millis: number) {
    beans(this);
  }

  toEpochMilli(): number {
    return this.millis;
  }

  getEpochSecond(): number {
    return Math.floor(this.millis / 1000);
  }

  toString(): string {
    return new Date(this.millis).toISOString();
  }

  toJSON(): string {
    return this.toString();
  }
}

/** What the server's clocks show. */
class LocalDateTime {
  readonly #fields: readonly number[];

  constructor(private readonly millis: number) {
    this.#fields = local('date.fields', String(millis), '').split(',').slice(0, 10).map(Number);
    beans(this);
  }

  static millis(at: LocalDateTime): number {
    return at.millis;
  }

  getYear(): number {
    return this.#fields[0] as number;
  }

  getMonthValue(): number {
    return this.#fields[1] as number;
  }

  getDayOfMonth(): number {
    return this.#fields[2] as number;
  }

  getHour(): number {
    return this.#fields[3] as number;
  }

  getMinute(): number {
    return this.#fields[4] as number;
  }

  getSecond(): number {
    return this.#fields[5] as number;
  }

  getDayOfYear(): number {
    return this.#fields[8] as number;
  }

  toString(): string {
    return format(this.millis, "yyyy-MM-dd'T'HH:mm:ss.SSS", 'en');
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `require('TimestampUtil')`. */
export const timestampUtil = (): object =>
  beans({
    getTimestamp: (): number => Date.now(),
    formatCurrent: (pattern: unknown, locale?: unknown): string => format(Date.now(), pattern, locale),
    format,
    toDate: (timestamp: unknown): Date => new Date(millisOf(timestamp, 'timestamp')),
    fromDate: (date: unknown): number => millisOf(date),
    toCalendar: (timestamp: unknown): Calendar => new Calendar(millisOf(timestamp, 'timestamp')),
    fromCalendar: (calendar: unknown): number => millisOf(calendar, 'calendar'),
    toInstant: (timestamp: unknown): Instant => new Instant(millisOf(timestamp, 'timestamp')),
    fromInstant: (instant: Instant): number => instant.toEpochMilli(),
    toLocalDateTime: (timestamp: unknown): LocalDateTime => new LocalDateTime(millisOf(timestamp, 'timestamp')),
    fromLocalDateTime: (at: LocalDateTime): number => LocalDateTime.millis(at),
  });

/** `require('DateUtil')`. */
export const dateUtil = (): object => ({
  getDateAsISO8601String: (date: unknown): string => format(date, ISO_8601, 'en'),
  getCalendarAsISO8601String: (calendar: unknown): string => format(calendar, ISO_8601, 'en'),
  getEditorFormatPattern: datePattern,
  getDateAsString: (pattern: unknown, date: unknown, locale?: unknown): string => format(date, pattern, locale),
  getCalendarAsString: (pattern: unknown, calendar: unknown, locale?: unknown): string => format(calendar, pattern, locale),
  toCalendar: (date: unknown): Calendar => new Calendar(millisOf(date)),
  toDate: (calendar: unknown): Date => new Date(millisOf(calendar, 'calendar')),
  parseDate: parse,
});
