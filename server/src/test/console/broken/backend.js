module.exports = function (r) {
  r.register('status', 'GET', (req, res) => res.send('The backend serves'));
};
