define(function(require) {
   'use strict';

   var _ = require('underscore');

   return {
      of: function(subject, number) {
         return number === 0 ? subject + '.log' : subject + '.' + number + '.log';
      },

      number: function(name) {
         var parts = name.split('.');
         return parts.length > 2 ? parseInt(parts[1], 10) : 0;
      },

      belongsTo: function(name, subject) {
         return _.first(name.split('.')) === subject && _.last(name.split('.')) === 'log';
      }
   };
});
