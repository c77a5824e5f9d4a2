// tries: to make the library fail while it reports its endpoints
// expects: refused
const router = require('router');

router.get('/attack', (req, res) => res.json('reached'));
Object.prototype.toJSON = () => { throw new Error('toJSON'); };
