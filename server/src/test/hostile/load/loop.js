// tries: a loop while the add-on is evaluated
// expects: refused
const router = require('router');

while (true);
