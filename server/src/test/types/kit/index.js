require('router').get('/', (req, res) => res.json({}));
