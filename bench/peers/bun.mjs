import { answer, host, port, prefix } from './endpoint.mjs';

const middleware = (next) => (request) => {
  const response = next(request);
  response.headers.set('X-Bench', '1');
  return response;
};

Bun.serve({
  hostname: host,
  port,
  routes: {
    [`${prefix}:id`]: { GET: middleware((request) => Response.json(answer(request.params.id))) },
  },
});
