const router = require('router');
const appData = require('appData');
const logUtil = require('LogUtil');
const fileUtil = require('FileUtil');
const endecUtil = require('EndecUtil');
const csv = require('/lib/csv');
const store = require('/lib/store');

const PAGE = appData.getNumber('pageSize');
const PROTECTED = appData.getArray('protected');
const COLUMNS = ['path', 'target', 'permanent', 'hits'];

const shown = ({ path, target, permanent, hits }) => ({ path, target, permanent, hits });

function problem({ from, to }) {
  if (!from || !to) {
    return 'from and to are needed';
  }
  if (PROTECTED.some((name) => from.replace(/^\//, '').split('/')[0] === name)) {
    return `${from} is protected`;
  }
  return from === to ? `${from} would lead to itself` : undefined;
}

/** Adds them all; what was wrong is told by its number. */
function imported(rows) {
  const result = { added: 0, skipped: 0, errors: [] };
  rows.forEach((row, index) => {
    const message = problem(row);
    if (message) {
      result.errors.push(`${index + 1}: ${message}`);
    } else if (store.add(row.from, row.to, row.permanent === true || row.permanent === 'yes')) {
      result.added += 1;
    } else {
      result.skipped += 1;
    }
  });
  logUtil.info(`${result.added} of ${rows.length} redirects are new`);
  return result;
}

router.get('/redirects', (req, res) => {
  const { page = 1, sort = 'path', order = 'ASC', q } = req.params;
  const query = q ? `ds.analyzed.path:${q}* ds.analyzed.target:${q}*` : '*';
  const items = store.page(query, String(PAGE), (page - 1) * PAGE, sort, order.toUpperCase());
  res.json(items.map(shown));
});

router.get('/export', (req, res) => {
  const rows = store.page('*:*', 1000, 0, 'path', 'ASC');
  res
    .type('text/csv; charset=utf-8')
    .set('Content-Disposition', `attachment; filename="${endecUtil.encodeURL('all redirects.csv')}"`)
    .send(csv.format(rows, COLUMNS));
});

router.post('/redirects', (req, res) => {
  const { redirects } = req.params;
  if (!Array.isArray(redirects)) {
    res.status(400).json({ message: 'redirects: expected an array' });
    return;
  }
  const result = imported(redirects);
  res.status(result.errors.length > 0 ? 207 : 201).json(result);
});

router.post('/upload', (req, res) => {
  const file = req.file('file');
  if (!file || !/\.csv$/i.test(file.getName())) {
    res.status(400).json({ message: 'A CSV file is needed' });
    return;
  }
  const text = fileUtil.getContentAsString(file, req.params.charset || 'UTF-8');
  res.json(imported(csv.parse(text)));
});

router.put('/redirects', (req, res) => {
  const { from, to, permanent } = req.params;
  if (!store.find(from)) {
    return res.status(404).json({ message: `${from} leads nowhere` });
  }
  res.json(store.change(from, { to, permanent: permanent === undefined ? null : permanent }));
});

router.delete('/redirects', (req, res) => {
  try {
    res.json(store.remove(req.params.from));
  } catch ({ type, message }) {
    res.status(type === 'item_not_found' ? 404 : 500).json({ type, message });
  }
});

router.delete('/all', (req, res) => {
  store.clear();
  res.status(204);
});

router.get('/latest', (req, res) => {
  const { dsid, dstimestamp, ...item } = store.latest();
  res.json({ id: typeof dsid, time: typeof dstimestamp, ...item });
});

router.get('/go/:path', (req, res) => {
  const redirect = store.find(`/${req.params.path}`);
  if (redirect) {
    const { hits } = store.count(redirect.from);
    res.set('X-Hits', `${hits}`);
    res.status(redirect.permanent ? 301 : 302).set('Location', redirect.to);
    return;
  }
  res.status(404).send();
});
