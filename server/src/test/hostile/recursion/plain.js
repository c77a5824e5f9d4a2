// tries: a function that calls itself
// expects: 500
const router = require('router');

const deeper = () => deeper() + 1;
router.get('/attack', () => deeper());
