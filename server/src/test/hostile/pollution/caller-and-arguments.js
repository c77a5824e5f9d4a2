// tries: function.caller and arguments.callee to climb to the library's functions
// expects: 200 "nothing"
const router = require('router');

router.get('/attack', function attack(req, res) {
  const found = [];
  for (const climb of [() => attack.caller, () => arguments.callee.caller, () => attack.arguments.callee.caller]) {
    try { const value = climb(); if (value !== null && value !== undefined) found.push(String(value)); } catch { /* strict */ }
  }
  [1].forEach(function inner() { try { const up = inner.caller; if (up) found.push(up.name + String(up.caller)); } catch { /* strict */ } });
  res.json(found.filter((text) => !text.startsWith('attack') && !text.includes('null')).length === 0 ? 'nothing' : found);
});
