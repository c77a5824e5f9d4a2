// Synchronous calls of the host, one after another: what each costs is all that this measures.
const router = require('router');
const ROUNDS = 100;
const bytes = new Uint8Array(16);

router.get('/', (req, res) => {
  for (let round = 0; round < ROUNDS; round++) crypto.getRandomValues(bytes);
  res.json({ ops: ROUNDS });
});
