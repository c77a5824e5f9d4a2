const router = require('router');
const storage = require('storage');
const invokers = require('RestAppInvokerFactory');
const cache = require('cache');
const logUtil = require('LogUtil');

const stock = storage.getKeyValueDataStore('stock');
const prices = cache.getCache();
const FIRST = { bolt: 10, nut: 3, cog: 5, cam: 1 };
let made = 0;

function left(article) {
  try {
    return stock.get(article).left;
  } catch (error) {
    if (error.type !== 'item_not_found') {
      throw error;
    }
    return FIRST[article];
  }
}

/** What the other add-on says of an article, kept for a minute. */
function priceOf(article) {
  return prices.get(`price-${article}`, 60, () => {
    made += 1;
    const answer = invokers.fromIdentifier('orders').get(`/prices/${article}`);
    return answer.statusCode === 200 ? answer.body : { error: answer.statusCode };
  });
}

// Other add-ons alone may take something away.
router.use((req, res, next) => {
  if (req.method === 'PUT' && !req.serverside) {
    res.status(403).json({ error: 'for add-ons only' });
    return;
  }
  next();
});

router.get('/articles/:article', (req, res) => {
  const { article } = req.params;
  if (left(article) === undefined) {
    res.status(404).json({ error: 'unknown', article });
    return;
  }
  res.json({ article, left: left(article), price: priceOf(article) });
});

router.get('/made', (req, res) => {
  res.send(String(made > 0));
});

router.put('/articles/:article', (req, res) => {
  const { article, count } = req.params;
  if (typeof count !== 'number') {
    res.status(400).json({ error: 'count', type: typeof count });
    return;
  }
  const before = left(article);
  if (before === undefined) {
    res.status(404).json({ error: 'unknown', article });
    return;
  }
  if (before < count) {
    logUtil.warn(`${article}: ${count} of ${before}`);
    res.status(409).json({ error: 'too few', left: before });
    return;
  }
  res.json(stock.put(article, { left: before - count }));
});

router.get('/label/:article', (req, res) => {
  res.type('text/plain').send(`${req.params.article}: ${left(req.params.article)} left, for ${req.header('x-shop')}`);
});
