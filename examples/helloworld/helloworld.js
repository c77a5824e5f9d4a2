'use strict';

const texts = { REQ_ANS: 'Action not specified', HWD_GEN: 'Generic hello world error' };

/** @typedef {import('@annex/types/jbackend').ModuleResponse} ModuleResponse */
/**
 * What the module has beside its hooks.
 *
 * @typedef {object} Own
 * @property {(code: keyof typeof texts) => object} generateError
 * @property {(response: ModuleResponse) => boolean} actionGreeting
 * @property {(response: ModuleResponse) => boolean} actionAbout
 */

/** @type {import('@annex/types/jbackend').Module<Own>} */
module.exports = {
  generateError(code) {
    return { status: 'ko', error_code: code, error_description: texts[code] };
  },

  // An old client that knows nothing of modules asks for ?var=catchme.
  onBeforeCheckModule() {
    if (this.input.getString('var') === 'catchme') {
      this.input.set('action', 'get');
      this.input.set('module', 'helloworld');
      this.input.set('resource', 'greeting');
    }
  },

  onRequestHelloWorld(module, response, status) {
    if (module !== 'helloworld') return true; // for another module
    status.moduleStack('helloworld');
    const action = this.input.getString('action');
    if (action === null) {
      response.set(this.generateError('REQ_ANS'));
      return false;
    }
    switch (this.input.getString('resource')) {
      case 'greeting':
        if (action === 'get') return this.actionGreeting(response);
        break;
      case 'about':
        if (action === 'get') return this.actionAbout(response);
        break;
    }
    return true;
  },

  actionGreeting(response) {
    if (this.input.getInt('id') === 101) {
      response.set(this.generateError('HWD_GEN'));
      return false;
    }
    response.set({ status: 'ok', message: this.params.get('greeting') });
    if (this.params.get('option_name') === '1') response.set('option', 'true');
    return true;
  },

  actionAbout(response) {
    response.set({ status: 'ok', name: 'helloworld', version: '1.0.0' });
    return true;
  },
};
