import async from 'async';
export default async () => {
  const seen = [];
  const queue = async.queue(async (n) => { await null; seen.push(n); }, 2);
  queue.push([1, 2, 3]);
  await queue.drain();
  let tries = 0;
  return [await async.mapLimit([1, 2, 3], 2, async (n) => n * 2), await async.parallel({ a: async () => 1, b: (done) => done(null, 2) }), await async.waterfall([(done) => done(null, 1), (n, done) => setTimeout(done, 1, null, n + 1)]), seen, await async.retry(3, async () => { if (++tries < 3) throw new Error('no'); return tries; }), await async.auto({ a: async () => 1, b: ['a', async ({ a }) => a + 1] }), await async.filter([1, 2, 3], async (n) => n > 1), await async.series([async () => { throw new Error('x'); }]).catch((error) => error.message)];
};
