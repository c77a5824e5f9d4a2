define(function (require) {
  'use strict';

  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }

  return {
    /** 2026-03, by which files are named. */
    month: function (date) {
      return date.getUTCFullYear() + '-' + two(date.getUTCMonth() + 1);
    },
    stamp: function (date) {
      return date.toISOString().replace('T', ' ').replace(/\.\d+Z$/, '');
    },
  };
});
