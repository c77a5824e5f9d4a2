/** What storage fails with: a plain object that `JSON.stringify` shows whole. It is thrown, or given to a callback. */
export interface StorageFailure {
  /** The store's name. */
  readonly dataStore: string;
  readonly type: 'validation_failed' | 'read_only' | 'item_not_found' | 'item_property_count_exceeded' | 'illegal_method_call' | 'unknown';
  readonly message: string;
}

/** Called before the method returns; nothing is thrown then. */
export type StorageCallback<T> = (error: StorageFailure | undefined, data: T | undefined) => void;

/** Plain data: what JSON can hold, at most 50 properties with keys of 100 characters and 5,000 characters of JSON each. */
export type StoredData = Record<string, unknown>;

/** An item of a collection. */
export interface StoredItem extends StoredData {
  /** Its id. */
  readonly dsid: string;
  /** When it was changed last, in milliseconds since 1970. */
  readonly dstimestamp: number;
}

/** Items by keys of 1 to 100 characters. Every method has a form with `Async` behind its name, which gives a promise. */
export interface KeyValueDataStore {
  /**
   * Gives an item.
   * @throws {StorageFailure} `item_not_found` where there is none
   */
  get<T extends StoredData = StoredData>(key: string | number, callback?: StorageCallback<T>): T;
  getAsync<T extends StoredData = StoredData>(key: string | number): Promise<T>;
  /**
   * Puts properties over what is there, and gives the whole. A property that is `null` is removed.
   * @throws {StorageFailure} `validation_failed`, `item_property_count_exceeded`; `read_only` where `limits.storage` is reached
   */
  put<T extends StoredData = StoredData>(key: string | number, data: StoredData, callback?: StorageCallback<T>): T;
  putAsync<T extends StoredData = StoredData>(key: string | number, data: StoredData): Promise<T>;
  /**
   * Removes an item, and gives what it was.
   * @throws {StorageFailure} `item_not_found`
   */
  remove<T extends StoredData = StoredData>(key: string | number, callback?: StorageCallback<T>): T;
  removeAsync<T extends StoredData = StoredData>(key: string | number): Promise<T>;
}

/** In which order items come: by a property's key, `dsid` or `dstimestamp`. */
export interface Order {
  readonly field: string;
  /** `ASC` unless said. */
  readonly order?: 'ASC' | 'DESC';
}

export interface FindOptions {
  /** How many items at most: 10 unless said. */
  readonly count?: number | string;
  /** How many are passed over: 0 unless said. */
  readonly skip?: number | string;
  /** By their last change, the latest first, unless said. */
  readonly orderBy?: Order | readonly Order[];
}

/** What was found. */
export interface SearchResult<T extends StoredData = StoredItem> extends Iterable<T> {
  toArray(callback?: StorageCallback<T[]>): T[];
  each(callback: (error: undefined, item: T) => void): void;
  hasNext(): boolean;
  /** The next item; undefined after the last. */
  next(): T | undefined;
  /** How many items are in this result. */
  length(callback?: StorageCallback<number>): number;
  toJSON(): readonly T[];
}

/** Items that can be found. Every method has a form with `Async` behind its name, which gives a promise. */
export interface CollectionDataStore {
  /**
   * Adds an item, and gives it with `dsid` and `dstimestamp`.
   * @throws {StorageFailure} `validation_failed`, `item_property_count_exceeded`; `read_only` where `limits.storage` is reached
   */
  add<T extends StoredData>(data: T, callback?: StorageCallback<T & StoredItem>): T & StoredItem;
  addAsync<T extends StoredData>(data: T): Promise<T & StoredItem>;
  /** Adds all of them or none: at most 10,000. */
  addAll<T extends StoredData>(data: readonly T[], callback?: StorageCallback<(T & StoredItem)[]>): (T & StoredItem)[];
  addAllAsync<T extends StoredData>(data: readonly T[]): Promise<(T & StoredItem)[]>;
  /** @throws {StorageFailure} `item_not_found` */
  get<T extends StoredData = StoredItem>(dsid: string, callback?: StorageCallback<T>): T;
  getAsync<T extends StoredData = StoredItem>(dsid: string): Promise<T>;
  /**
   * Puts properties over an item, and gives the whole. `dsid` and `dstimestamp` in the data are ignored.
   * @throws {StorageFailure} `item_not_found`, `validation_failed`
   */
  set<T extends StoredData = StoredItem>(dsid: string, data: StoredData, callback?: StorageCallback<T>): T;
  setAsync<T extends StoredData = StoredItem>(dsid: string, data: StoredData): Promise<T>;
  /**
   * Removes an item, and gives what it was.
   * @throws {StorageFailure} `item_not_found`
   */
  remove<T extends StoredData = StoredItem>(dsid: string, callback?: StorageCallback<T>): T;
  removeAsync<T extends StoredData = StoredItem>(dsid: string): Promise<T>;
  removeAll(callback?: StorageCallback<undefined>): undefined;
  removeAllAsync(): Promise<undefined>;
  /** Nothing: what is stored can be found at once. */
  instantIndex(dsid?: string, callback?: StorageCallback<undefined>): undefined;
  instantIndexAsync(dsid?: string): Promise<undefined>;
  /**
   * Finds items, such as by `ds.analyzed.title:word`, `ds.double.price:[1 TO 5]`, `*`.
   * @throws {StorageFailure} `validation_failed` with the place, for a query that cannot be read
   */
  find<T extends StoredData = StoredItem>(query: string, options: FindOptions, callback?: StorageCallback<SearchResult<T>>): SearchResult<T>;
  find<T extends StoredData = StoredItem>(query: string, callback: StorageCallback<SearchResult<T>>): SearchResult<T>;
  find<T extends StoredData = StoredItem>(query: string, count?: number | string, skip?: number | string, callback?: StorageCallback<SearchResult<T>>): SearchResult<T>;
  findAsync<T extends StoredData = StoredItem>(query: string, options?: FindOptions): Promise<SearchResult<T>>;
  findAsync<T extends StoredData = StoredItem>(query: string, count?: number | string, skip?: number | string): Promise<SearchResult<T>>;
}

/** `require('annex/storage')`; in RESTApps `require('storage')` too. Each store is declared in the manifest, as `storage`. */
export interface Storage {
  /** @throws {StorageFailure} `illegal_method_call` where the manifest has no such `storage.keyValueDataStore`; an Error with the same fields */
  getKeyValueDataStore(name: string): KeyValueDataStore;
  /** @throws {StorageFailure} `illegal_method_call` where the manifest has no such `storage.collectionDataStore`; an Error with the same fields */
  getCollectionDataStore(name: string): CollectionDataStore;
}
