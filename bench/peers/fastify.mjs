import Fastify from 'fastify';
import { answer, host, port, prefix } from './endpoint.mjs';

// With --schema, Fastify knows the shape of the answer of `route`, and compiles a serializer for it.
const schema = process.argv.includes('--schema')
  ? {
      response: {
        200: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            name: { type: 'string' },
            email: { type: 'string' },
            active: { type: 'boolean' },
            score: { type: 'number' },
          },
        },
      },
    }
  : {};

const app = Fastify();

app.addHook('onRequest', (request, reply, done) => {
  reply.header('X-Bench', '1');
  done();
});

app.get(`${prefix}:id`, { schema }, (request, reply) => {
  reply.send(answer(request.params.id));
});

await app.listen({ host, port });
