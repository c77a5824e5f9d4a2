// tries: to find the boundary: __annex, host, entries, on the global object, in symbols, in modules
// expects: 200 []
const router = require('router');

router.get('/attack', (req, res) => {
  const found = [];
  for (const name of ['__annex', 'host', 'entries', 'boot', 'javet', 'Java', 'Packages', 'java', 'load', 'quit', 'print', 'read', 'd8', 'Realm', 'Worker', '__javet__', 'importScripts']) {
    if (typeof globalThis[name] !== 'undefined') found.push(name);
  }
  for (const key of Reflect.ownKeys(globalThis)) if (/annex|javet|host/i.test(String(key))) found.push(String(key));
  for (const name of ['router', 'LogUtil', 'appResource', 'appInfo', 'events', 'process', 'timers']) {
    for (const key of Reflect.ownKeys(require(name) ?? {})) if (/annex|javet|settle|collect|abandon/i.test(String(key))) found.push(name + String(key));
  }
  res.json(found);
});
