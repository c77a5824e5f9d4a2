exports.onRequestPool = function (module, response, status) {
  if (response.get() === null) return true;
  response.set('tail', {
    keys: Object.keys(response.get()),
    stack: status.moduleStack('tail'),
    note: status.note,
    handed: this.input.getRaw('handed'),
    user: this.user,
  });
  return true;
};
exports.onRequestSilent = function (module, response, status) {
  status.moduleStack('tail');
};
exports.onRequestTail = function (module, response) {
  if (response.get() === null) response.set({ status: 'ok', json: this.input.json });
};
