import { LRUCache } from 'lru-cache';
export default async () => {
  const gone = [];
  const cache = new LRUCache({ max: 2, dispose: (value, key, why) => gone.push([key, why]), fetchMethod: async (key) => `fetched ${key}` });
  cache.set('a', 1); cache.set('b', 2); cache.get('a'); cache.set('c', 3);
  const sized = new LRUCache({ maxSize: 5, sizeCalculation: (value) => value.length });
  sized.set('x', 'abc'); sized.set('y', 'def');
  const timed = new LRUCache({ max: 5, ttl: 1000 });
  timed.set('t', 1);
  return [cache.has('b'), [...cache.keys()], gone, await cache.fetch('z'), sized.size, timed.getRemainingTTL('t') > 0, cache.peek('z'), cache.delete('z'), cache.dump().length];
};
