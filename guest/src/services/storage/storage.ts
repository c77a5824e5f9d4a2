import { callText } from '../../host/host';
import { callLater } from '../../boundary/ops';
import { indexOf, parse, stringify } from '../../host/primordials';
import { SearchResult } from './result';
import { Stores, failureOf, storageError, type Callback, type Kind } from './failures';

/** What is sent: the kind, the store, an item's name, data; none of the first three has a NUL. */
type Call<T> = readonly [op: string, name: string, data: string, read: (text: string) => T];

const object = (text: string): unknown => parse(text) as unknown;
const nothing = (): undefined => undefined;

/** A key or an id, as a text. */
function nameOf(stores: Stores, what: string, name: unknown): string {
  const text = typeof name === 'number' ? String(name) : name;
  if (typeof text !== 'string' || text === '' || (indexOf(text, '\0') as number) >= 0) {
    throw stores.error('validation_failed', `${what}: ${typeof text === 'string' ? 'an empty text, or one with NUL' : kindOf(name)} (expected: a text)`);
  }
  return text;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

/** JSON of what is to be stored; empty where it cannot hold it. */
function jsonOf(stores: Stores, data: unknown): string {
  try {
    return (stringify(data) as string | undefined) ?? '';
  } catch (error) {
    throw stores.error('validation_failed', `the data is what JSON cannot hold: ${(error as Error).message}`);
  }
}

/** Makes the synchronous form of a method, with its callback, or the other one. */
function run<T>(stores: Stores, callback: Callback<T> | undefined, call: () => Call<T>): T | undefined {
  let result: T;
  try {
    const [op, name, data, read] = call();
    result = read(callText(`storage.${op}`, `${stores.address}${name}\0${data}`));
  } catch (error) {
    const failure = failureOf(stores, error);
    if (callback === undefined) {
      throw failure;
    }
    callback(failure, undefined);
    return undefined;
  }
  // Outside of what is caught: the author's own failures are theirs.
  callback?.(undefined, result);
  return result;
}

async function later<T>(stores: Stores, call: () => Call<T>): Promise<T> {
  try {
    const [op, name, data, read] = call();
    const { text } = await callLater(`storage.${op}`, `${stores.address}${name}\0${data}`);
    return read(text);
  } catch (error) {
    throw failureOf(stores, error);
  }
}

/** A store of items by keys. */
export class KeyValueDataStore {
  readonly #stores: Stores;

  constructor(name: string) {
    this.#stores = new Stores('k', name);
    Object.freeze(this);
  }

  #item(op: string, key: unknown): Call<unknown> {
    return [op, nameOf(this.#stores, 'key', key), '', object];
  }

  #put(key: unknown, data: unknown): Call<unknown> {
    return ['put', nameOf(this.#stores, 'key', key), jsonOf(this.#stores, data), object];
  }

  get(key: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#item('get', key));
  }

  getAsync(key: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#item('get', key));
  }

  /** Puts properties over what is there; gives the whole. */
  put(key: unknown, data: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#put(key, data));
  }

  putAsync(key: unknown, data: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#put(key, data));
  }

  /** Removes an item; gives what it was. */
  remove(key: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#item('remove', key));
  }

  removeAsync(key: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#item('remove', key));
  }
}

/** A store of items that can be found. */
export class CollectionDataStore {
  readonly #stores: Stores;

  constructor(name: string) {
    this.#stores = new Stores('c', name);
    Object.freeze(this);
  }

  #item(op: string, dsid: unknown): Call<unknown> {
    return [op, nameOf(this.#stores, 'dsid', dsid), '', object];
  }

  #add(item: unknown): Call<unknown> {
    return ['add', '', `[${jsonOf(this.#stores, item) || 'null'}]`, (text) => (parse(text) as unknown[])[0]];
  }

  #addAll(items: unknown): Call<unknown[]> {
    return ['add', '', jsonOf(this.#stores, items), (text) => parse(text) as unknown[]];
  }

  #set(dsid: unknown, data: unknown): Call<unknown> {
    return ['set', nameOf(this.#stores, 'dsid', dsid), jsonOf(this.#stores, data), object];
  }

  #find(query: unknown, rest: readonly unknown[]): Call<SearchResult> {
    const [first, second] = rest;
    const options = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : { count: first, skip: second };
    const { count, skip, orderBy } = options;
    return ['find', '', jsonOf(this.#stores, { query, count, skip, orderBy }), (text) => new SearchResult(parse(text) as unknown[])];
  }

  get(dsid: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#item('get', dsid));
  }

  getAsync(dsid: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#item('get', dsid));
  }

  add(data: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#add(data));
  }

  addAsync(data: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#add(data));
  }

  addAll(data: unknown, callback?: Callback<unknown[]>): unknown[] | undefined {
    return run(this.#stores, callback, () => this.#addAll(data));
  }

  addAllAsync(data: unknown): Promise<unknown[]> {
    return later(this.#stores, () => this.#addAll(data));
  }

  /** Puts properties over an item; gives the whole. */
  set(dsid: unknown, data: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#set(dsid, data));
  }

  setAsync(dsid: unknown, data: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#set(dsid, data));
  }

  remove(dsid: unknown, callback?: Callback<unknown>): unknown {
    return run(this.#stores, callback, () => this.#item('remove', dsid));
  }

  removeAsync(dsid: unknown): Promise<unknown> {
    return later(this.#stores, () => this.#item('remove', dsid));
  }

  removeAll(callback?: Callback<undefined>): undefined {
    return run(this.#stores, callback, () => ['removeAll', '', '', nothing]);
  }

  removeAllAsync(): Promise<undefined> {
    return later(this.#stores, () => ['removeAll', '', '', nothing]);
  }

  /** Nothing to do: what is stored can be found at once. */
  instantIndex(...args: unknown[]): undefined {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      (callback as Callback<undefined>)(undefined, undefined);
    }
    return undefined;
  }

  instantIndexAsync(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** `find(query[, count[, skip]])` or `find(query, {count, skip, orderBy})`, with a callback at the end where one is wanted. */
  find(query: unknown, ...rest: unknown[]): SearchResult | undefined {
    const callback = typeof rest.at(-1) === 'function' ? (rest.pop() as Callback<SearchResult>) : undefined;
    return run(this.#stores, callback, () => this.#find(query, rest));
  }

  findAsync(query: unknown, ...rest: unknown[]): Promise<SearchResult> {
    return later(this.#stores, () => this.#find(query, rest));
  }
}

const opened = new Map<string, KeyValueDataStore | CollectionDataStore>();

/** The store of that name, which the add-on has declared. */
function open<T extends KeyValueDataStore | CollectionDataStore>(kind: Kind, name: unknown, Store: new (name: string) => T): T {
  if (typeof name !== 'string' || name === '' || (indexOf(name, '\0') as number) >= 0) {
    throw storageError(String(name), 'validation_failed', `a store's name: ${kindOf(name)} (expected: a text)`);
  }
  const known = opened.get(kind + name);
  if (known !== undefined) {
    return known as T;
  }
  const store = new Store(name);
  opened.set(kind + name, store);
  return store;
}

/** `require('storage')`, and `require('annex/storage')` in every style. */
export const storageModule = Object.freeze({
  getKeyValueDataStore: (name: unknown): KeyValueDataStore => open('k', name, KeyValueDataStore),
  getCollectionDataStore: (name: unknown): CollectionDataStore => open('c', name, CollectionDataStore),
});
