module.exports = {
  onRequestHelloWorld(module, response, status) {
    if (module !== 'helloworld') return true;
    status.moduleStack('helloworld');
    if (this.input.getString('resource') === 'greeting' && this.input.getString('action') === 'get') {
      response.set({ status: 'ok', message: 'Hello, world!' });
    }
    return true;
  },
};
