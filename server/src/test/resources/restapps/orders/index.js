const router = require('router');
const storage = require('storage');
const invokers = require('RestAppInvokerFactory');
const appData = require('appData');
const dateUtil = require('DateUtil');

const orders = storage.getCollectionDataStore('orders');
const prices = appData.get('prices');
const stock = () => invokers.fromPath('/rest-api/stock');

/** What an order looks like to who made it. */
function shown({ number, lines, sum }) {
  return { number, lines, sum };
}

function taken(lines) {
  const done = [];
  for (const line of lines) {
    const answer = stock().put(`/articles/${encodeURIComponent(line.article)}`, { count: line.count });
    if (answer.statusCode !== 200) {
      return { failed: line.article, status: answer.statusCode, why: answer.body };
    }
    done.push({ ...line, left: answer.body.left });
  }
  return { done };
}

router.get('/prices/:article', (req, res) => {
  const price = prices[req.params.article];
  if (price === undefined) {
    res.status(404).json({ error: 'no price' });
  } else {
    res.json(price);
  }
});

router.post('/orders', (req, res) => {
  const { lines } = req.params;
  if (!Array.isArray(lines) || lines.length === 0) {
    res.status(400).json({ error: 'lines' });
    return;
  }
  const result = taken(lines);
  if (result.failed !== undefined) {
    res.status(409).json(result);
    return;
  }
  const item = orders.add({
    number: orders.find('*', 1000).length() + 1,
    lines: result.done,
    sum: result.done.reduce((sum, { article, count }) => sum + count * (prices[article]?.each ?? 0), 0),
  });
  orders.instantIndex(item.dsid);
  res.status(201).json(shown(item));
});

router.get('/orders', (req, res) => {
  const all = [];
  orders.find('*', { count: 100, orderBy: { field: 'number', order: 'ASC' } }).each((error, item) => {
    all.push(error ?? shown(item));
  });
  res.json(all);
});

router.get('/labels/:article', async (req, res) => {
  const answer = await stock().getAsync(`/label/${req.params.article}`, { headers: { 'X-Shop': appData.get('shop') } });
  res.status(answer.statusCode).send(answer.body);
});

router.get('/unknown', (req, res) => {
  res.json({ gone: invokers.fromPath('rest-api/gone'), here: invokers.fromIdentifier('stock') !== null });
});

router.get('/days', (req, res) => {
  res.json({ date: typeof dateUtil, known: Object.keys(prices) });
});
