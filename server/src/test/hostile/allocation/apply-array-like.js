// tries: Reflect.apply with an array-like whose length lies
// expects: 500
const router = require('router');

router.get('/attack', (req, res) => res.json(Reflect.apply(Math.max, null, { length: 2 ** 32 })));
