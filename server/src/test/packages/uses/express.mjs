import express from 'express';
export default () => {
  const app = express();
  app.set('title', 'T');
  app.use(express.json());
  const router = express.Router();
  router.get('/a/:id', (req, res) => res.json(req.params));
  app.use('/r', router);
  app.engine('x', (path, options, done) => done(null, 'x'));
  return [app.get('title'), app.enabled('x-powered-by'), typeof app.handle, router.stack.length, app.path(), typeof express.static, express.request !== undefined, app.disable('etag').disabled('etag')];
};
