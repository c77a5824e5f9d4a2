define(function (require) {
  'use strict';

  var i18n = require('i18n');
  var mailUtil = require('MailUtil');
  var NEEDED = ['area', 'text'];

  function trimmed(value) {
    return typeof value === 'string' ? value.trim() : '';
  }

  return {
    // Gives what is wrong, as texts for the visitor.
    problems: function (params, areas) {
      var found = [];
      NEEDED.forEach(function (name) {
        if (!trimmed(params[name])) {
          found.push(i18n.get('missing', name));
        }
      });
      if (trimmed(params.area) && areas.indexOf(params.area) < 0) {
        found.push(i18n.get('unknownArea', params.area));
      }
      if (params.mail && !mailUtil.isValidAddress(params.mail)) {
        found.push(i18n.get('missing', 'mail'));
      }
      return found;
    },
    trimmed: trimmed
  };
});
