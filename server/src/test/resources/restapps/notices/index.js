import router from '@sitevision/api/common/router';
import storage from '@sitevision/api/server/storage';
import appData from '@sitevision/api/server/appData';
import logUtil from '@sitevision/api/server/LogUtil';

const notices = storage.getCollectionDataStore('notices');
const contacts = storage.getKeyValueDataStore('contacts');
const redirects = storage.getKeyValueDataStore('redirects');

// Read once, as most apps do.
const itemsLimit = Number(appData.get('itemsLimit'));

/** What everybody may see of a notice. */
const shown = ({ number, title, text, page, price, open }) => ({ number, title, text, page, price, open });

/** A value of a query: what the platform gives a meaning to is written after a backslash. */
const escaped = (value) => String(value).replace(/[\\+\-!():^[\]"{}~*?|&/]/g, '\\$&');

const byNumber = (number) => notices.find(`ds.double.number:${Number(number) || 0}`, 1).toArray()[0];

router.use((req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
});

router.post('/notices', (req, res) => {
  const { title, text, page, price, contact } = req.params;
  if (!title || !page) {
    return res.status(400).json({ error: 'title and page are needed' });
  }
  const all = notices.find('*', { count: 1, orderBy: { field: 'number', order: 'DESC' } });
  const number = all.hasNext() ? all.next().number + 1 : 1;
  try {
    const added = notices.add({ number, title, text, page, price: Number(price) || undefined, open: true });
    notices.instantIndex(added.dsid);
    contacts.put(`notice-${number}`, { contact, asked: 0 });
    res.status(201).json(shown(added));
  } catch (error) {
    logUtil.error(`Not stored: ${JSON.stringify(error)}`);
    res.status(400).json({ store: error.dataStore, type: error.type });
  }
});

router.get('/notices', (req, res) => {
  const clauses = ['+ds.analyzed.open:true'];
  if (req.params.page) {
    clauses.push(`+ds.analyzed.page:${escaped(req.params.page)}`);
  }
  if (req.params.words) {
    clauses.push(`+(${req.params.words.split(' ').map((word) => `ds.analyzed.title:${escaped(word)}* ds.analyzed.text:${escaped(word)}*`).join(' ')})`);
  }
  if (req.params.most) {
    clauses.push(`+ds.double.price:[* TO ${Number(req.params.most)}]`);
  }
  const options = { count: itemsLimit, skip: req.params.skip || '0' };
  if (req.params.sort) {
    options.orderBy = [{ field: `ds.sortable.${req.params.sort}`, order: req.params.order || 'ASC' }, { field: 'number', order: 'ASC' }];
  }
  const found = [];
  notices.find(clauses.join(' '), options).each((error, item) => {
    found.push(appData.get('shout') ? { number: item.number, title: item.title.toUpperCase() } : shown(item));
  });
  res.json(found);
});

router.get('/search', (req, res) => {
  notices.find(req.params.q, (error, result) => {
    if (error) {
      return res.status(400).json(error);
    }
    result.length((none, length) => res.json({ length }));
  });
});

router.put('/notices/:number', (req, res) => {
  const notice = byNumber(req.params.number);
  if (!notice) {
    return res.status(404).json({ error: 'no such notice' });
  }
  const { text, price } = req.params;
  res.json(shown(notices.set(notice.dsid, { ...notice, text: text === '' ? null : text, price })));
});

router.delete('/notices/:number', (req, res) => {
  const notice = byNumber(req.params.number);
  if (!notice) {
    return res.status(404).json({ error: 'no such notice' });
  }
  contacts.remove(`notice-${notice.number}`);
  res.json(shown(notices.remove(notice.dsid)));
});

router.get('/notices/:number/contact', (req, res) => {
  const key = `notice-${req.params.number}`;
  try {
    const { contact, asked } = contacts.get(key);
    contacts.put(key, { asked: asked + 1 });
    res.json({ contact, asked });
  } catch (error) {
    res.status(error.type === 'item_not_found' ? 404 : 500).json(error);
  }
});

router.get('/go/:name', (req, res) => {
  let redirect;
  try {
    redirect = redirects.get(req.params.name);
  } catch {
    redirect = redirects.put(req.params.name, { to: `/notices?words=${req.params.name}`, hits: 0 });
  }
  redirects.put(req.params.name, { hits: redirect.hits + 1 });
  res.json(redirects.get(req.params.name));
});
