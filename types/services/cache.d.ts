/** One cache for all workers of the add-on. What it keeps is plain data, as JSON has it. */
export interface Cache {
  /**
   * What is kept for a key, or else what `producer` gives, kept for some seconds. A promise where the producer gives one. Of several that ask at once, one produces.
   * @param key 1 to 2,000 characters
   * @param ttlSeconds at most 3,600, more is an hour; 0 is not at all
   * @param producer gives what JSON can hold; what has more than 100,000 characters of it is given and not kept
   */
  get<T>(key: string | number, ttlSeconds: number | string, producer: () => T): T;
  /** Forgets what is kept for a key, and what is being produced for it. */
  purge(key: string | number): void;
}

/** `require('cache')`. */
export interface CacheModule {
  /** The add-on's cache. */
  getCache(): Cache;
  /** A part of it with keys of its own; not shared with other add-ons. */
  getSharedCache(namespace: string): Cache;
}
