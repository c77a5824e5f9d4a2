// tries: work without end in the library for languages
// expects: 504 cpu or 503 memory
const router = require('router');

router.get('/attack', () => {
  const text = 'äöü\u0301'.repeat(1e4);
  while (true) text.localeCompare(text + 'a', 'de', { sensitivity: 'base' }) + text.toLocaleUpperCase('tr').length + text.normalize('NFD').length;
});
