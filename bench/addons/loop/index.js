const router = require('router');

router.get('/', () => {
  while (true);
});
