var appData = require('appData');

var names = ['debug', 'info', 'error'];

exports.names = names;

exports.isEnabled = function (level) {
  return names.indexOf(level) >= names.indexOf(appData.get('level'));
};
