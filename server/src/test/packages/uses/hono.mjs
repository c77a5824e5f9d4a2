import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { validator } from 'hono/validator';
import { sign, verify } from 'hono/jwt';
export default async () => {
  const app = new Hono();
  app.use('/api/*', cors());
  app.get('/api/:id', (c) => c.json({ id: c.req.param('id'), q: c.req.query('q') }));
  app.post('/form', validator('form', (value) => value), (c) => c.text(String(c.req.valid('form').a)));
  app.onError((error, c) => c.text(error.message, 500));
  app.get('/fail', () => { throw new Error('no'); });
  const got = await app.request('/api/7?q=x');
  const token = await sign({ a: 1 }, 'secret', 'HS256');
  return [got.status, await got.json(), got.headers.get('access-control-allow-origin'), await (await app.request('/form', { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).text(), (await app.request('/fail')).status, (await app.request('/none')).status, token, await verify(token, 'secret', 'HS256')];
};
