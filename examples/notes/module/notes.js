define(function (require) {
   'use strict';

   function all(session) {
      return session.notes || [];
   }

   return {
      all: all,

      find: function (session, id) {
         return all(session).filter(function (note) { return String(note.id) === id; })[0];
      },

      add: function (session, text) {
         var note = { id: (session.last || 0) + 1, text: String(text) };
         session.last = note.id;
         session.notes = all(session).concat(note);
         return note;
      },

      remove: function (session, id) {
         var rest = all(session).filter(function (note) { return String(note.id) !== id; });
         var removed = rest.length < all(session).length;
         session.notes = rest;
         return removed;
      }
   };
});
