module.exports = (r) => { r.register('a', (req, res) => res.send('a')); };
