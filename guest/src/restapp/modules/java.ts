import { beans } from '../../services/beans';
import { settings } from '../../host/host';
import { field, local } from '../../host/local';

/** What scripts know of Java's lists, on an array. */
export interface JavaList<T> extends Array<T> {
  size(): number;
  get(index: number): T;
  isEmpty(): boolean;
}

const LIST: Record<string, (this: unknown[], ...args: any[]) => unknown> = {
  size() {
    return this.length;
  },
  get(index: number) {
    if (index < 0 || index >= this.length) {
      throw new RangeError(`list.get: ${index} (expected: 0 to ${this.length - 1})`);
    }
    return this[index];
  },
  isEmpty() {
    return this.length === 0;
  },
  contains(value: unknown) {
    return this.includes(value);
  },
  add(value: unknown) {
    return this.push(value) > 0;
  },
  iterator() {
    let at = 0;
    return { hasNext: () => at < this.length, next: () => this[at++] };
  },
  toArray() {
    return this.slice();
  },
};

/** An array that also is what Java calls a list. */
export function list<T>(items: Iterable<T> | ArrayLike<T>): JavaList<T> {
  const made = Array.from(items as Iterable<T>);
  for (const [name, value] of Object.entries(LIST)) {
    Object.defineProperty(made, name, { value, configurable: true, writable: true });
  }
  return made as JavaList<T>;
}

/** A language and perhaps a country; `String(locale)` is `sv_SE`. */
export class Locale {
  readonly #tag: string;
  #said: readonly string[] | undefined;

  constructor(tag: string) {
    this.#tag = tag;
    beans(this);
  }

  /** Of a locale, or a text such as `sv`, `sv-SE`, `sv_SE`. */
  static of(value: unknown): Locale {
    if (value instanceof Locale) {
      return value;
    }
    if (typeof value !== 'string' || !/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(value)) {
      throw new TypeError(`locale: ${typeof value === 'string' ? `'${value.slice(0, 50)}'` : typeof value} (expected: such as 'sv-SE')`);
    }
    return new Locale(value.replaceAll('_', '-'));
  }

  /** What Java knows of it, with names in another one's language. */
  #about(names?: unknown): readonly string[] {
    if (names === undefined) {
      return (this.#said ??= local('locale.describe', this.#tag, '').split('\n'));
    }
    return local('locale.describe', this.#tag, Locale.of(names).toLanguageTag()).split('\n');
  }

  toLanguageTag(): string {
    return this.#tag;
  }

  getLanguage(): string {
    return this.#about()[1] ?? '';
  }

  getCountry(): string {
    return this.#about()[2] ?? '';
  }

  getScript(): string {
    return this.#about()[3] ?? '';
  }

  getDisplayLanguage(names?: unknown): string {
    return this.#about(names)[4] ?? '';
  }

  getDisplayCountry(names?: unknown): string {
    return this.#about(names)[5] ?? '';
  }

  getDisplayName(names?: unknown): string {
    return this.#about(names)[6] ?? '';
  }

  isRightToLeft(): boolean {
    return this.#about()[7] === 'rtl';
  }

  toString(): string {
    return this.#tag.replaceAll('-', '_');
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Milliseconds since 1970 of whatever stands for a point in time. */
export function millisOf(value: unknown, name = 'date'): number {
  const millis =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'number'
        ? value
        : value instanceof Calendar
          ? value.getTimeInMillis()
          : // One of another realm, or of a library.
            typeof (value as { getTime?: unknown } | null | undefined)?.getTime === 'function'
            ? Number((value as Date).getTime())
            : Number.NaN;
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15) {
    throw new TypeError(`${name}: ${value instanceof Date ? 'an invalid date' : value === null ? 'null' : typeof value} (expected: a Date, a Calendar or milliseconds)`);
  }
  return Math.trunc(millis);
}

/** Java's numbers of a calendar's fields. */
const FIELDS = { YEAR: 1, MONTH: 2, DATE: 5, DAY_OF_MONTH: 5, DAY_OF_YEAR: 6, DAY_OF_WEEK: 7, HOUR: 10, HOUR_OF_DAY: 11, MINUTE: 12, SECOND: 13, MILLISECOND: 14, ZONE_OFFSET: 15 } as const;
/** Which of `year, month, day, hour, minute, second, ms` each of them is. */
const PARTS: Readonly<Record<number, number>> = { 1: 0, 2: 1, 5: 2, 6: 2, 10: 3, 11: 3, 12: 4, 13: 5, 14: 6 };

/** A point in time with a time zone, whose fields can be read and set. */
export class Calendar {
  #millis: number;
  readonly #zone: string;

  constructor(millis: number, zone = settings.timezone) {
    this.#millis = millis;
    this.#zone = zone;
    Object.assign(this, FIELDS);
    beans(this);
  }

  #fields(): string[] {
    return local('date.fields', String(this.#millis), this.#zone).split(',');
  }

  #set(parts: readonly number[]): void {
    this.#millis = Number(local('date.millis', this.#zone, ...parts.map((each) => String(Math.trunc(each)))));
  }

  #parts(): number[] {
    return this.#fields().slice(0, 7).map(Number);
  }

  getTime(): Date {
    return new Date(this.#millis);
  }

  setTime(date: unknown): void {
    this.#millis = millisOf(date);
  }

  getTimeInMillis(): number {
    return this.#millis;
  }

  setTimeInMillis(millis: unknown): void {
    this.#millis = millisOf(millis);
  }

  getTimeZone(): { getID(): string } {
    const zone = this.#fields()[10] ?? '';
    return beans({ getID: () => zone });
  }

  /** A field by Java's number; months begin with 0, and Sunday is day 1 of the week. */
  get(which: unknown): number {
    const fields = this.#fields().slice(0, 10).map(Number) as [number, number, number, number, number, number, number, number, number, number];
    switch (Number(which)) {
      case FIELDS.MONTH:
        return fields[1] - 1;
      case FIELDS.DAY_OF_YEAR:
        return fields[8];
      case FIELDS.DAY_OF_WEEK:
        return (fields[7] % 7) + 1;
      case FIELDS.HOUR:
        return fields[3] % 12;
      case FIELDS.ZONE_OFFSET:
        return fields[9];
      default:
        return fields[partOf(which)] as number;
    }
  }

  set(which: unknown, value: unknown, ...more: readonly unknown[]): void {
    const parts = this.#parts();
    if (more.length > 0) {
      // Year, month and day, perhaps with a time.
      [which, value, ...more].forEach((each, index) => {
        parts[index] = Number(each) + (index === 1 ? 1 : 0);
      });
    } else {
      const part = partOf(which);
      const number = Number(value) + (part === 1 ? 1 : 0);
      if (Number(which) === FIELDS.DAY_OF_YEAR) {
        parts[1] = 1;
      }
      parts[part] = Number(which) === FIELDS.HOUR ? ((parts[3] as number) >= 12 ? 12 : 0) + number : number;
    }
    this.#set(parts);
  }

  add(which: unknown, amount: unknown): void {
    const part = partOf(which);
    const parts = this.#parts();
    const [year, month, day] = parts as [number, number, number];
    if (part > 2) {
      // Hours pass, whatever clocks are set to.
      this.#millis += Number(amount) * ([3_600_000, 60_000, 1000, 1][part - 3] as number);
      return;
    }
    parts[part] = (parts[part] as number) + Number(amount);
    if (part < 2) {
      // The last of January and a month is the last of February.
      const first = new Date(Date.UTC(parts[0] as number, (parts[1] as number) - 1, 1));
      const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
      parts[2] = Math.min(day, last);
    }
    if (Number.isNaN(parts[part]) || Number.isNaN(year + month)) {
      throw new TypeError('calendar.add: the amount is no number');
    }
    this.#set(parts);
  }

  before(other: unknown): boolean {
    return this.#millis < millisOf(other);
  }

  after(other: unknown): boolean {
    return this.#millis > millisOf(other);
  }

  compareTo(other: unknown): number {
    return Math.sign(this.#millis - millisOf(other));
  }

  clone(): Calendar {
    return new Calendar(this.#millis, this.#zone);
  }

  toJSON(): string {
    return new Date(this.#millis).toJSON();
  }
}

function partOf(which: unknown): number {
  const part = PARTS[Number(which)];
  if (part === undefined) {
    throw new TypeError(`calendar: field ${field(which).slice(0, 20)} (expected: one of ${Object.keys(FIELDS).join(', ')})`);
  }
  return part;
}
