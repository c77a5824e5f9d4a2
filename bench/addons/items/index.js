// Each answer says how long its calls took, in ms, one after another.
const router = require('router');
const storage = require('storage');
const keys = storage.getKeyValueDataStore('keys');
const items = storage.getCollectionDataStore('items');

const user = (number) => ({ id: `${number}`, name: `User ${number}`, email: `user${number}@example.com`, active: true, score: number % 1000 });

/** @param {(number: number) => unknown} call */
const timed = ({ params: { from, times } }, call) =>
  Array.from({ length: Number(times) }, (_, index) => {
    const begun = performance.now();
    call(Number(from) + index);
    return performance.now() - begun;
  });

router.get('/put', (req, res) => res.json(timed(req, (number) => keys.put(`key-${number}`, user(number)))));

router.get('/get', (req, res) => res.json(timed(req, (number) => keys.get(`key-${number}`))));

router.get('/fill', (req, res) => {
  const { from, times } = req.params;
  items.addAll(Array.from({ length: Number(times) }, (_, index) => user(Number(from) + index)));
  res.json([]);
});

// One item of all, by a word of one field.
router.get('/find', (req, res) =>
  res.json(
    timed(req, (number) => {
      const found = items.find(`ds.analyzed.id:${number}`).toArray();
      if (found.length !== 1) throw new Error(`item ${number}: ${found.length} were found (expected: 1)`);
    }),
  ),
);

// The ten with the least of a number, of all.
router.get('/sorted', (req, res) => res.json(timed(req, () => items.find('*', { count: 10, orderBy: { field: 'score', order: 'ASC' } }).toArray())));
