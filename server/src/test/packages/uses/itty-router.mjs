import { AutoRouter, Router, error, json, text, withParams, cors, StatusError } from 'itty-router';
export default async () => {
  const router = AutoRouter();
  router.get('/a/:id', ({ id, query }) => ({ id, query })).get('/fail', () => { throw new StatusError(418, 'tea'); }).post('/x', withParams, () => text('posted'));
  const got = await router.fetch(new Request('http://x/a/7?q=1'));
  const plain = Router().get('/p', () => json({ p: 1 }));
  return [await got.json(), (await router.fetch(new Request('http://x/fail'))).status, await (await router.fetch(new Request('http://x/x', { method: 'POST' }))).text(), (await router.fetch(new Request('http://x/none'))).status, await (await plain.fetch(new Request('http://x/p'))).json(), error(400, 'bad').status, typeof cors().preflight];
};
