// The same on Fastify, which checks the query itself.
import Fastify from 'fastify';
import { host, port } from './endpoint.mjs';
import { SUM_QUERY } from './sum-query.mjs';

const app = Fastify();

app.get('/sum', { schema: { querystring: SUM_QUERY } }, (request, reply) => {
  reply.send({ sum: request.query.x + request.query.y });
});

await app.listen({ host, port });
