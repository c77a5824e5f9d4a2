import PQueue from 'p-queue';
export default async () => {
  const queue = new PQueue({ concurrency: 2, autoStart: false });
  const order = [];
  const add = (name, priority) => queue.add(async () => { await new Promise((done) => setTimeout(done, 2)); order.push(name); return name; }, { priority });
  const results = [add('a', 0), add('b', 1), add('c', 5)];
  const before = [queue.size, queue.isPaused];
  queue.start();
  const all = await Promise.all(results);
  await queue.onIdle();
  const more = await queue.addAll([() => 1, async () => 2]);
  const failed = await queue.add(() => { throw new Error('no'); }).catch((error) => error.message);
  queue.pause(); queue.clear();
  return [before, all, order.length, more, failed, queue.size, queue.pending, queue.concurrency];
};
