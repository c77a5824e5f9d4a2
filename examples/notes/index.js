(function () {
   'use strict';

   var router = require('router');
   var logUtil = require('LogUtil');
   var notes = require('/module/notes');

   // Runs before every route that matches.
   router.use(function (req, res, next) {
      res.set('Cache-Control', 'no-store');
      next();
   });

   // GET /rest-api/notes
   router.get('/', function (req, res) {
      res.json({ notes: notes.all(req.session) });
   });

   // GET /rest-api/notes/1
   router.get('/:id', function (req, res) {
      var note = notes.find(req.session, req.params.id);
      if (!note) {
         return res.status(404).json({ message: 'There is no note ' + req.params.id });
      }
      res.json(note);
   });

   // POST /rest-api/notes   {"text": "Buy milk"}   or a form with the field text
   router.post('/', function (req, res) {
      if (!req.params.text) {
         return res.status(400).json({ message: 'A note needs a text' });
      }
      var note = notes.add(req.session, req.params.text);
      logUtil.info('Note ' + note.id + ' was written');
      res.status(201).json(note);
   });

   // DELETE /rest-api/notes/1
   router.delete('/:id', function (req, res) {
      res.status(notes.remove(req.session, req.params.id) ? 204 : 404);
   });
}());
