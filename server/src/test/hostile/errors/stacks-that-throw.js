// tries: prepareStackTrace that throws, wherever V8 shows an error that the library did not catch
// expects: any
// after: any
const router = require('router');

Error.prepareStackTrace = () => { throw new Error('no stack'); };
router.get('/attack', () => {
  for (const name of Object.getOwnPropertyNames(globalThis)) { try { if (name !== 'Error') delete globalThis[name]; } catch { /* stays */ } }
  throw new Error('attack');
});
