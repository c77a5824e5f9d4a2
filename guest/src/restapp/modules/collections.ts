import { lacking } from '../absent';
import { list } from './java';

type Compare = (a: unknown, b: unknown) => number;

/** Java's order of numbers and texts; what a comparator says where there is one. */
function order(comparator: unknown): Compare {
  if (typeof comparator === 'function') {
    return comparator as Compare;
  }
  const own = comparator as { compare?: Compare } | null | undefined;
  if (typeof own?.compare === 'function') {
    return own.compare.bind(own);
  }
  return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
}

/** `array`, `array, from, to`, each with a comparator behind it. */
function range(array: unknown[], args: readonly unknown[]): { from: number; to: number; rest: readonly unknown[] } {
  if (typeof args[0] === 'number' && typeof args[1] === 'number') {
    const [from, to] = args as unknown as [number, number];
    if (from < 0 || to > array.length || from > to) {
      throw new RangeError(`${from} to ${to} (expected: within 0 to ${array.length})`);
    }
    return { from, to, rest: args.slice(2) };
  }
  return { from: 0, to: array.length, rest: args };
}

function sort(array: unknown[], ...args: readonly unknown[]): void {
  const { from, to, rest } = range(array, args);
  const sorted = Array.prototype.slice.call(array, from, to).sort(order(rest[0]));
  sorted.forEach((each, index) => {
    array[from + index] = each;
  });
}

function search(array: readonly unknown[], from: number, to: number, key: unknown, compare: Compare): number {
  let [low, high] = [from, to - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = compare(array[middle], key);
    if (found === 0) {
      return middle;
    }
    [low, high] = found < 0 ? [middle + 1, high] : [low, middle - 1];
  }
  return -(low + 1);
}

function equals(a: readonly unknown[] | null, b: readonly unknown[] | null, deep: boolean): boolean {
  if (a === b || a === null || b === null) {
    return a === b;
  }
  return a.length === b.length && a.every((each, index) => (deep && Array.isArray(each) && Array.isArray(b[index]) ? equals(each, b[index] as unknown[], true) : each === b[index]));
}

/** Java's hash of a value. */
function hash(value: unknown): number {
  if (typeof value === 'string') {
    let code = 0;
    for (let i = 0; i < value.length; i++) {
      code = (Math.imul(31, code) + value.charCodeAt(i)) | 0;
    }
    return code;
  }
  return typeof value === 'boolean' ? (value ? 1231 : 1237) : typeof value === 'number' ? value | 0 : Array.isArray(value) ? hashes(value) : 0;
}

function hashes(array: readonly unknown[] | null): number {
  return array === null ? 0 : array.reduce<number>((code, each) => (Math.imul(31, code) + hash(each)) | 0, 1);
}

function text(array: readonly unknown[] | null): string {
  return array === null ? 'null' : `[${array.map((each) => (Array.isArray(each) ? text(each) : String(each))).join(', ')}]`;
}

const ZERO: Readonly<Record<string, unknown>> = { number: 0, boolean: false };

function copyOfRange(array: readonly unknown[], from: number, to: number): unknown[] {
  if (!(from >= 0 && to >= from && to - from <= 1e7)) {
    throw new RangeError(`copyOfRange: ${from} to ${to} (expected: 0 to at most 10000000 more)`);
  }
  const filler = ZERO[typeof array[0]] ?? null;
  return Array.from({ length: to - from }, (_, index) => (from + index < array.length ? array[from + index] : filler));
}

/** `require('ArraysInstance')`: what `java.util.Arrays` has. */
export const arraysInstance = (): object =>
  lacking(
    'ArraysInstance',
    {
      sort,
      parallelSort: sort,
      binarySearch: (array: unknown[], ...args: unknown[]) => {
        // Of numbers, three arguments behind the array are a range and the key.
        const within = args.length >= 3 ? range(array, args) : { from: 0, to: array.length, rest: args };
        return search(array, within.from, within.to, within.rest[0], order(within.rest[1]));
      },
      equals: (a: unknown[] | null, b: unknown[] | null) => equals(a, b, false),
      deepEquals: (a: unknown[] | null, b: unknown[] | null) => equals(a, b, true),
      fill: (array: unknown[], ...args: unknown[]) => {
        const { from, to, rest } = args.length >= 3 ? range(array, args) : { from: 0, to: array.length, rest: args };
        array.fill(rest[0], from, to);
      },
      copyOf: (array: unknown[], length: number) => copyOfRange(array, 0, length),
      copyOfRange,
      asList: (...items: unknown[]) => list(items.length === 1 && Array.isArray(items[0]) ? (items[0] as unknown[]) : items),
      hashCode: hashes,
      deepHashCode: hashes,
      toString: text,
      deepToString: text,
      setAll: (array: unknown[], make: (index: number) => unknown) => {
        array.forEach((_, index) => {
          array[index] = make(index);
        });
      },
      parallelSetAll: (array: unknown[], make: (index: number) => unknown) => {
        array.forEach((_, index) => {
          array[index] = make(index);
        });
      },
      parallelPrefix: (array: unknown[], f: (a: unknown, b: unknown) => unknown) => {
        for (let i = 1; i < array.length; i++) {
          array[i] = f(array[i - 1], array[i]);
        }
      },
    },
    'spliterator',
    'stream',
  );

function best(items: Iterable<unknown>, comparator: unknown, sign: number): unknown {
  const compare = order(comparator);
  return Array.from(items).reduce((a, b) => (sign * compare(a, b) >= 0 ? a : b));
}

const frozen = (items: Iterable<unknown> | ArrayLike<unknown>): unknown => Object.freeze(list(items));
const same = (value: unknown): unknown => value;

/** `require('CollectionsInstance')`: what `java.util.Collections` has for lists, which are arrays here. */
export const collectionsInstance = (): object =>
  lacking(
    'CollectionsInstance',
    {
      EMPTY_LIST: frozen([]),
      EMPTY_MAP: Object.freeze({}),
      EMPTY_SET: frozen([]),
      addAll: (array: unknown[], ...items: unknown[]) => array.push(...items) > 0 && items.length > 0,
      binarySearch: (array: unknown[], key: unknown, comparator?: unknown) => search(array, 0, array.length, key, order(comparator)),
      copy: (to: unknown[], from: readonly unknown[]) => {
        from.forEach((each, index) => {
          to[index] = each;
        });
      },
      disjoint: (a: readonly unknown[], b: readonly unknown[]) => !a.some((each) => b.includes(each)),
      emptyList: () => frozen([]),
      emptyMap: () => Object.freeze({}),
      emptySet: () => frozen([]),
      fill: (array: unknown[], value: unknown) => {
        array.fill(value);
      },
      frequency: (array: readonly unknown[], value: unknown) => array.filter((each) => each === value).length,
      indexOfSubList: (array: readonly unknown[], part: readonly unknown[]) => array.findIndex((_, at) => part.every((each, index) => array[at + index] === each)),
      lastIndexOfSubList: (array: readonly unknown[], part: readonly unknown[]) => array.findLastIndex((_, at) => part.every((each, index) => array[at + index] === each)),
      list: (items: Iterable<unknown>) => list(items),
      max: (items: Iterable<unknown>, comparator?: unknown) => best(items, comparator, 1),
      min: (items: Iterable<unknown>, comparator?: unknown) => best(items, comparator, -1),
      nCopies: (count: number, value: unknown) => frozen(copyOfRange([], 0, count).fill(value)),
      replaceAll: (array: unknown[], from: unknown, to: unknown) => {
        const has = array.includes(from);
        array.forEach((each, index) => {
          array[index] = each === from ? to : each;
        });
        return has;
      },
      reverse: (array: unknown[]) => {
        array.reverse();
      },
      reverseOrder: (comparator?: unknown): Compare => {
        const compare = order(comparator);
        return (a, b) => compare(b, a);
      },
      rotate: (array: unknown[], distance: number) => {
        const { length } = array;
        if (length > 0) {
          array.unshift(...array.splice(length - (((distance % length) + length) % length)));
        }
      },
      shuffle: (array: unknown[]) => {
        for (let i = array.length - 1; i > 0; i--) {
          const other = Math.floor(Math.random() * (i + 1));
          [array[i], array[other]] = [array[other], array[i]];
        }
      },
      singleton: (value: unknown) => frozen([value]),
      singletonList: (value: unknown) => frozen([value]),
      singletonMap: (key: unknown, value: unknown) => Object.freeze({ [String(key)]: value }),
      sort: (array: unknown[], comparator?: unknown) => {
        sort(array, comparator);
      },
      swap: (array: unknown[], a: number, b: number) => {
        [array[a], array[b]] = [array[b], array[a]];
      },
      synchronizedCollection: same,
      synchronizedList: same,
      synchronizedMap: same,
      synchronizedSet: same,
      unmodifiableCollection: frozen,
      unmodifiableList: frozen,
      unmodifiableSet: frozen,
      unmodifiableMap: (map: object) => Object.freeze({ ...map }),
    },
    ...'asLifoQueue checkedCollection checkedList checkedMap checkedNavigableMap checkedNavigableSet checkedQueue checkedSet checkedSortedMap checkedSortedSet emptyEnumeration emptyIterator emptyListIterator emptyNavigableMap emptyNavigableSet emptySortedMap emptySortedSet enumeration newSetFromMap synchronizedNavigableMap synchronizedNavigableSet synchronizedSortedMap synchronizedSortedSet unmodifiableNavigableMap unmodifiableNavigableSet unmodifiableSortedMap unmodifiableSortedSet'.split(
      ' ',
    ),
  );
