// tries: a source map that is no map, is huge, and names sources outside the add-on
// expects: 500
const router = require('router');

router.get('/attack', () => {
  const map = { version: 3, sections: [], sources: ['../../../../etc/passwd'], names: [], mappings: 'A'.repeat(1e5) + ';'.repeat(1e5) };
  throw Object.assign(new Error('mapped'), { map });
});
//# sourceMappingURL=data:application/json,%7B%22version%22:3,%22sources%22:%5B%22../../../../../etc/passwd%22%5D,%22names%22:%5B%5D,%22mappings%22:%22AAAA;AACA;AACA;AACA;AACA;AACA;AACA;AACA%22%7D
