define(function (require) {
  var common = require('/module/common');
  return { answer: common.twice(21) };
});
