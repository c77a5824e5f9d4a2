require('events').on('bench:round', ({ round, timestamp }) => console.log(`heard ${round} after ${Date.now() - timestamp} ms`));

require('router').get('/', (req, res) => res.json({ ok: true }));
