module.exports = function (r) {
  r.register('leaked', function (req, res) {
    var _ = require('lodash');
    res.send([typeof leaked, typeof {}.polluted, typeof _.chunk].join(' '));
  });
};
