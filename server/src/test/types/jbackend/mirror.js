module.exports = {
  onRequestMirror(module, response, status) {
    status.moduleStack('mirror');
    response.set('members', membersOf({ ModuleContext: this, Input: this.input, Params: this.params, Logger: this.logger, ModuleResponse: response, ModuleStatus: status }));
    return true;
  },
};
