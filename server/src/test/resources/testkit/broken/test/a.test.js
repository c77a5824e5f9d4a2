require('node:test').test('never runs', () => {});
