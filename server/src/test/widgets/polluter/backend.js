module.exports = function (r) {
  r.register('pollute', function (req, res, next, helper) {
    Object.prototype.polluted = 'by polluter';
    require('lodash').chunk = null;
    Function.prototype.call = null;
    res.send('polluted');
  });
};
