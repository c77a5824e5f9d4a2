import type { Calendar, LocaleLike, Moment } from './java';

/** `require('DateUtil')`. Patterns are Java's, such as `yyyy-MM-dd HH:mm`; times are those of the server's time zone. What cannot be said or read is null, and the log says why. */
export interface DateUtil {
  getDateAsISO8601String(date: Moment | null | undefined): string | null;
  getCalendarAsISO8601String(calendar: Moment | null | undefined): string | null;
  /** The pattern that people of a language write dates in. */
  getEditorFormatPattern(locale?: LocaleLike): string;
  /** Without a pattern by `yyyy-MM-dd`. */
  getDateAsString(pattern: string | null | undefined, date: Moment | null | undefined, locale?: LocaleLike): string | null;
  getCalendarAsString(pattern: string | null | undefined, calendar: Moment | null | undefined, locale?: LocaleLike): string | null;
  toCalendar(date: Moment | null | undefined): Calendar | null;
  toDate(calendar: Moment | null | undefined): Date | null;
  /** Null for a text that is no date of the pattern. */
  parseDate(text: string | null | undefined, pattern: string | null | undefined, locale?: LocaleLike): Date | null;
}

/** A point in time without more. */
export interface Instant {
  readonly epochSecond: number;
  toEpochMilli(): number;
  getEpochSecond(): number;
  toString(): string;
  toJSON(): string;
}

/** What the server's clocks show. */
export interface LocalDateTime {
  readonly year: number;
  readonly monthValue: number;
  readonly dayOfMonth: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly dayOfYear: number;
  getYear(): number;
  /** 1 to 12. */
  getMonthValue(): number;
  getDayOfMonth(): number;
  getHour(): number;
  getMinute(): number;
  getSecond(): number;
  getDayOfYear(): number;
  toString(): string;
  toJSON(): string;
}

/** `require('TimestampUtil')`: of milliseconds since 1970. What is below 0 is none. */
export interface TimestampUtil {
  /** Now. */
  getTimestamp(): number;
  readonly timestamp: number;
  formatCurrent(pattern: string, locale?: LocaleLike): string;
  format(timestamp: Moment, pattern: string, locale?: LocaleLike): string;
  toDate(timestamp: Moment): Date | null;
  /** -1 for null. */
  fromDate(date: Moment | null | undefined): number;
  toCalendar(timestamp: Moment): Calendar | null;
  fromCalendar(calendar: Moment | null | undefined): number;
  toInstant(timestamp: Moment): Instant | null;
  fromInstant(instant: Instant | null | undefined): number;
  toLocalDateTime(timestamp: Moment): LocalDateTime | null;
  fromLocalDateTime(at: LocalDateTime | null | undefined): number;
}
