const { test } = require('node:test');
const kit = require('annex/test');

test('tells what there is', (t) => {
  t.diagnostic(JSON.stringify(membersOf({ kit, Visitor: kit.visitor(), ...kit })));
});
