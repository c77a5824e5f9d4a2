// A backend of release 6.0 and earlier: helpers are called by position.
module.exports = function (r) {
  r.register('asked', function (req, res, next, helper) {
    helper.Request.doGet('http://127.0.0.1:9/', { a: 1 }, false, { 'x-own': 'yes' })
      .then(function (data) { res.send(data); })
      .catch(function (error) { res.json({ served: error.message.indexOf('by position') < 0 }); });
  });
};
