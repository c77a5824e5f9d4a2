require('events').on('sv:every-hour', () => {});

require('router').get('/', (req, res) => res.json({ ok: true }));
