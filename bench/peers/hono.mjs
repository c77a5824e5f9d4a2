import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { answer, host, port, prefix } from './endpoint.mjs';

const app = new Hono();

app.use(async (c, next) => {
  c.header('X-Bench', '1');
  await next();
});

app.get(`${prefix}:id`, (c) => c.json(answer(c.req.param('id'))));

serve({ fetch: app.fetch, hostname: host, port });
