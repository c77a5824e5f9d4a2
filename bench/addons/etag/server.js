// The same answer with an entity tag and without: two applications of a pool, each with settings of its own. No two answers are the same.
const { Application, ApplicationPool } = require('webpoints');

const lines = Array.from({ length: 12 }, (_, i) => ({ article: `article-${i}`, text: 'Something that is sold', count: (i % 3) + 1, price: 10 + i }));
let asked = 0;

function application(etag) {
  const app = new Application();
  app.operations['/order'] = (request, response) => response.json({ id: 1e6 + (asked++ % 1e6), lines });
  app.configurations.production = (server) => server.set('etag', etag);
  return app;
}

const pool = new ApplicationPool();
pool.tagged = application('weak');
pool.untagged = application(false);
pool.run({ tagged: {}, untagged: {} });
