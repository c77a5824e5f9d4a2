module.exports = function (r) {
  r.register('taken', 'GET', (req, res, next) => next(Object.assign(new Error('The name is taken'), { status: 409 })));
};
