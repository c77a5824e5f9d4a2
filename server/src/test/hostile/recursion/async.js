// tries: asynchronous functions that call themselves, before and after their first await
// expects: 500 or 504 cpu or 503 memory
const router = require('router');

const before = async () => { await before(); };
const after = async () => { await null; await Promise.all([after(), after()]); };
router.get('/attack', async () => { await before().catch(() => {}); await after(); });
