let calls = 0;
module.exports = (r) => { r.register('calls', (req, res) => res.json(++calls)); };
