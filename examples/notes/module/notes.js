define(function (require) {
   'use strict';

   /** @typedef {import('@annex/types/restapp').Session} Session */
   /** @typedef {{ id: number, text: string }} Note */

   /** @param {Session} session @returns {Note[]} */
   function all(session) {
      return session.notes || [];
   }

   return {
      all: all,

      /** @param {Session} session @param {string} id */
      find: function (session, id) {
         return all(session).filter(function (note) { return String(note.id) === id; })[0];
      },

      /** @param {Session} session @param {unknown} text */
      add: function (session, text) {
         var note = { id: (session.last || 0) + 1, text: String(text) };
         session.last = note.id;
         session.notes = all(session).concat(note);
         return note;
      },

      /** @param {Session} session @param {string} id */
      remove: function (session, id) {
         var rest = all(session).filter(function (note) { return String(note.id) !== id; });
         var removed = rest.length < all(session).length;
         session.notes = rest;
         return removed;
      }
   };
});
