export interface Span {
  readonly from: number;
  readonly to: number;
}

export enum Day {
  sun,
  mon,
  tue,
  wed,
  thu,
  fri,
  sat,
}

export type Hours = Readonly<Partial<Record<Day, Span>>>;

export class InvalidHours extends Error {
  constructor(
    readonly day: string,
    readonly value: unknown,
  ) {
    super(`${day}: ${String(value)} (expected: 09:00-17:00)`);
    this.name = 'InvalidHours';
  }
}

const minutes = (text: string): number => {
  const [hour, minute] = text.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
};

function* days(range: string): Generator<Day> {
  const [first, last = first] = range.split('-') as [keyof typeof Day, (keyof typeof Day)?];
  for (let day: Day = Day[first]; day <= Day[last]; day++) {
    yield day;
  }
}

/** Reads what people write: {'mon-fri': '09:00-17:00', sat: '10:00-14:00'}. */
export function parseHours(written: Record<string, string>): Hours {
  const hours: Partial<Record<Day, Span>> = {};
  for (const [range, value] of Object.entries(written)) {
    const found = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(value);
    if (!found) {
      throw new InvalidHours(range, value);
    }
    for (const day of days(range)) {
      hours[day] = { from: minutes(found[1]!), to: minutes(found[2]!) };
    }
  }
  return hours;
}

export const format = ({ from, to }: Span): string =>
  [from, to].map((time) => `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`).join('–');
