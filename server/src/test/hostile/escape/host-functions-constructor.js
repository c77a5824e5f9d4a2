// tries: constructors behind everything that came from the host: errors, buffers, files, the platform's functions
// expects: 200 {"other":0}
const router = require('router');

router.get('/attack', (req, res) => {
  const things = [router.get, console.log, setTimeout, req, res, crypto.getRandomValues(new Uint8Array(4)), process.nextTick, require('appInfo'), require('LogUtil').info];
  try { require('./nothing'); } catch (error) { things.push(error); }
  try { require('appResource').getNode('\0').text(); } catch (error) { things.push(error); }
  try { crypto.getRandomValues(new Uint8Array(1e6)); } catch (error) { things.push(error); }
  let other = 0;
  for (const thing of things) {
    const make = typeof thing === 'function' ? thing.constructor : thing?.constructor?.constructor;
    if (make !== undefined && make('return globalThis')() !== globalThis) other++;
  }
  res.json({ other });
});
