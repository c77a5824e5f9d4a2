import Fastify from 'fastify';
export default async () => {
  const app = Fastify({ logger: false });
  app.addHook('onRequest', async (request, reply) => { reply.header('x-hook', 'yes'); });
  app.get('/a/:id', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async (request) => ({ id: request.params.id, n: request.query.n }));
  app.post('/b', async (request, reply) => reply.code(201).send(request.body));
  app.setErrorHandler((error, request, reply) => reply.status(500).send({ message: error.message }));
  app.register(async (child) => { child.get('/fail', async () => { throw new Error('no'); }); }, { prefix: '/c' });
  const got = await app.inject('/a/7?n=3');
  return [got.json(), got.headers['x-hook'], (await app.inject({ method: 'POST', url: '/b', payload: { x: 1 } })).statusCode, (await app.inject('/c/fail')).json(), (await app.inject('/a/7?n=x')).statusCode, (await app.inject('/none')).statusCode];
};
