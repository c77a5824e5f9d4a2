const events = require('events');

require('router').get('/:round', (req, res) => {
  const begun = performance.now();
  events.emit('bench:round', { round: Number(req.params.round) });
  res.json({ took: performance.now() - begun });
});
