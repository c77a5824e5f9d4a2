// What Annex runs as a widget's backend, and peers/express-widget.mjs as handlers of Express.
module.exports = function (r) {
  r.register('user', 'GET', (req, res) => {
    res.send({ id: '123', name: 'User 123', email: 'user123@example.com', active: true, score: 87.5 });
  });

  r.register('order', 'POST', (req, res, next) => {
    const jsonBody = require('body/json');
    jsonBody(req, res, (error, order) => {
      if (error) return next(error);
      res.send({ id: order.id, lines: order.lines.length, total: order.lines.reduce((sum, line) => sum + line.count * line.price, 0) });
    });
  });

  r.register('call', 'GET', (req, res, next, helper) => {
    helper.Request.doGet(req.query.url)
      .then((data) => res.send(data))
      .catch(next);
  });
};
