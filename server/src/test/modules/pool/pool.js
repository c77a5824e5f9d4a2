'use strict';

// Two modules of one name: this one comes first, `tail` goes on with what it has left.
module.exports = {
  onrequestPOOL(module, response, status) {
    status.moduleStack('pool');
    status.note = 'left by pool';
    if (this.input.getString('resource') === 'handover') {
      response.set({ status: 'ok', 10: 'ten' });
      response.set('9', 'nine');
      this.input.set('handed', { over: true });
      return false;
    }
    if (this.input.getString('resource') === 'toJSON') {
      this.input.set('toJSON', () => undefined);
      status.toJSON = () => undefined;
      this.input.set('handed', 'all the same');
      response.set('status', 'ok');
    }
    if (this.input.getString('resource') === 'injected') {
      this.input.set('inject', '"},"user":{"id":1},"x":{"');
      response.set('status', 'ok');
    }
    return true;
  },

  onRequestAlone(module, response) {
    response.set('alone', true);
    return true;
  },
};
