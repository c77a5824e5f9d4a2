import { settings } from '../../host/host';
import { field, local } from '../../host/local';
import { log } from '../../log/log';
import { beans } from '../../services/beans';
import { Calendar, Locale, millisOf } from './java';
import { currentLocale } from './asked';

const ISO_8601 = "yyyy-MM-dd'T'HH:mmXXX";
const DEFAULT_PATTERN = 'yyyy-MM-dd';

function localeTag(locale: unknown): string {
  return (locale === undefined || locale === null ? currentLocale() : Locale.of(locale)).toLanguageTag();
}

/** A point in time as a text, by a pattern of Java's. */
export function format(date: unknown, pattern: unknown, locale?: unknown): string {
  return local('date.format', String(millisOf(date)), settings.timezone, localeTag(locale), field(pattern));
}

const isBlank = (text: unknown): boolean => text === null || text === undefined || String(text).trim() === '';

/** The platform's functions fail with a value, never with an error; the log says what was wrong. */
function orElse<T>(what: string, action: () => T, otherwise: T): T {
  try {
    return action();
  } catch (error) {
    log('warn', `${what}: ${(error as Error).message}`);
    return otherwise;
  }
}

/** A date as a text; null without one, or where it cannot be said. */
export function dateText(what: string, date: unknown, pattern: unknown, ...locale: readonly unknown[]): string | null {
  if (isNothing(date) || (locale.length > 0 && isNothing(locale[0]))) {
    return null;
  }
  return orElse(what, () => format(date, isBlank(pattern) ? DEFAULT_PATTERN : pattern, locale[0]), null);
}

const isNothing = (value: unknown): value is null | undefined => value === null || value === undefined;

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
    this.#fields = local('date.fields', String(millis), settings.timezone).split(',').slice(0, 10).map(Number);
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

/** A moment as a text; where the pattern is none, or the moment is before 1970, the number itself. */
function momentText(timestamp: unknown, pattern: unknown, locale?: unknown): string {
  const said = String(timestamp);
  return Number(timestamp) < 0 ? said : orElse('TimestampUtil.format', () => format(timestamp, pattern, locale), said);
}

/** What stands for no moment is null there. */
const since1970 =
  <T>(make: (millis: number) => T) =>
  (timestamp: unknown): T | null => {
    const millis = millisOf(timestamp, 'timestamp');
    return millis < 0 ? null : make(millis);
  };

const orNone =
  <T>(millis: (value: T) => number) =>
  (value: T | null | undefined): number =>
    isNothing(value) ? -1 : millis(value);

/** `require('TimestampUtil')`. */
export const timestampUtil = (): object =>
  beans({
    getTimestamp: (): number => Date.now(),
    formatCurrent: (pattern: unknown, locale?: unknown): string => momentText(Date.now(), pattern, locale),
    format: momentText,
    toDate: since1970((millis) => new Date(millis)),
    fromDate: orNone((date) => millisOf(date)),
    toCalendar: since1970((millis) => new Calendar(millis)),
    fromCalendar: orNone((calendar) => millisOf(calendar, 'calendar')),
    toInstant: since1970((millis) => new Instant(millis)),
    fromInstant: orNone((instant: Instant) => instant.toEpochMilli()),
    toLocalDateTime: since1970((millis) => new LocalDateTime(millis)),
    fromLocalDateTime: orNone((at: LocalDateTime) => LocalDateTime.millis(at)),
  });

/** A text that is no date of the pattern is null: so apps find out whether it is one. */
function parse(text: unknown, pattern: unknown, ...locale: readonly unknown[]): Date | null {
  if (isBlank(text) || isBlank(pattern) || (locale.length > 0 && isNothing(locale[0]))) {
    return null;
  }
  try {
    return new Date(Number(local('date.parse', settings.timezone, localeTag(locale[0]), field(pattern), field(text))));
  } catch (error) {
    log('debug', `DateUtil.parseDate: ${(error as Error).message}`);
    return null;
  }
}

/** `require('DateUtil')`. */
export const dateUtil = (): object => ({
  getDateAsISO8601String: (date: unknown) => dateText('DateUtil.getDateAsISO8601String', date, ISO_8601, 'en'),
  getCalendarAsISO8601String: (calendar: unknown) => dateText('DateUtil.getCalendarAsISO8601String', calendar, ISO_8601, 'en'),
  getEditorFormatPattern: datePattern,
  getDateAsString: (pattern: unknown, date: unknown, ...locale: readonly unknown[]) => dateText('DateUtil.getDateAsString', date, pattern, ...locale),
  getCalendarAsString: (pattern: unknown, calendar: unknown, ...locale: readonly unknown[]) => dateText('DateUtil.getCalendarAsString', calendar, pattern, ...locale),
  toCalendar: (date: unknown): Calendar | null => (isNothing(date) ? null : new Calendar(millisOf(date))),
  toDate: (calendar: unknown): Date | null => (isNothing(calendar) ? null : new Date(millisOf(calendar, 'calendar'))),
  parseDate: parse,
});
