module.exports = function (r) {
  const valuesOf = (req, res, helper) => ({ r, req, res, helper, Logger: helper.Logger('a'), Request: helper.Request, Manager: helper.Manager, app: req.app, socket: req.socket });
  r.register('members', (req, res, next, helper) => res.json(membersOf(valuesOf(req, res, helper))));
};
