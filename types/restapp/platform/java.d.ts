/** An array that also is what Java calls a list. */
export interface JavaList<T> extends Array<T> {
  size(): number;
  /** @throws {RangeError} for an index that it does not have */
  get(index: number): T;
  isEmpty(): boolean;
  contains(value: T): boolean;
  add(value: T): boolean;
  iterator(): { hasNext(): boolean; next(): T };
  toArray(): T[];
}

/** What stands for a point in time: milliseconds since 1970 are one. */
export type Moment = Date | Calendar | number;

/** A locale, or its tag: `sv`, `sv-SE`, `sv_SE`. */
export type LocaleLike = Locale | string;

/** A language and perhaps a country. */
export interface Locale {
  readonly language: string;
  readonly country: string;
  readonly script: string;
  readonly displayLanguage: string;
  readonly displayCountry: string;
  readonly displayName: string;
  readonly rightToLeft: boolean;
  toLanguageTag(): string;
  getLanguage(): string;
  getCountry(): string;
  getScript(): string;
  /** With a locale, in its language. */
  getDisplayLanguage(names?: LocaleLike): string;
  getDisplayCountry(names?: LocaleLike): string;
  getDisplayName(names?: LocaleLike): string;
  isRightToLeft(): boolean;
  /** `sv_SE`. */
  toString(): string;
  toJSON(): string;
}

/** A point in time in the server's time zone, whose fields can be read and set. */
export interface Calendar {
  readonly YEAR: 1;
  readonly MONTH: 2;
  readonly DATE: 5;
  readonly DAY_OF_MONTH: 5;
  readonly DAY_OF_YEAR: 6;
  readonly DAY_OF_WEEK: 7;
  readonly HOUR: 10;
  readonly HOUR_OF_DAY: 11;
  readonly MINUTE: 12;
  readonly SECOND: 13;
  readonly MILLISECOND: 14;
  readonly ZONE_OFFSET: 15;
  readonly time: Date;
  readonly timeInMillis: number;
  readonly timeZone: { getID(): string };
  getTime(): Date;
  setTime(date: Moment): void;
  getTimeInMillis(): number;
  setTimeInMillis(millis: Moment): void;
  getTimeZone(): { getID(): string };
  /** A field by Java's number; months begin with 0, and Sunday is day 1 of the week. */
  get(field: number): number;
  set(field: number, value: number): void;
  set(year: number, month: number, day: number, hour?: number, minute?: number, second?: number): void;
  add(field: number, amount: number): void;
  before(other: Moment): boolean;
  after(other: Moment): boolean;
  compareTo(other: Moment): number;
  clone(): Calendar;
  toJSON(): string;
}
