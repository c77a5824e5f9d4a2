import router from 'router';
import events from 'events';
import dateUtil from 'DateUtil';
import { getCollectionDataStore } from 'storage';

router.gett('/', () => {}); // wrong: Property 'gett' does not exist on type 'Router'. Did you mean 'get'?
router.get('/:id', async (req, res) => {
  const agent: string = req.header('user-agent'); // wrong: Type 'string | null' is not assignable to type 'string'.
  res.status('404'); // wrong: Argument of type 'string' is not assignable to parameter of type 'number'.
  req.path = '/'; // wrong: Cannot assign to 'path' because it is a read-only property.
  const found = await getCollectionDataStore('notes').findAsync<{ text: string }>('*', { count: 5, orderBy: { field: 'text' } });
  for (const { text } of found) {
    res.append('X-Note', text);
  }
  const date: Date = dateUtil.parseDate('2026-01-01', 'yyyy-MM-dd'); // wrong: Type 'Date | null' is not assignable to type 'Date'.
  res.json({ agent, date, file: req.file('picture')?.size, user: require('PortletContextUtil').currentUser });
});
router.get('/no-handler'); // wrong: Expected 2 arguments, but got 1.
events.on('sv:every-hour', ({ timestamp }) => timestamp.toFixed());
events.emit('order', 7); // wrong: Argument of type 'number' is not assignable to parameter of type 'object'.
new events.EventEmitter().on('any', () => {});
