import fetch, { Headers, Request, Response, FormData } from 'node-fetch';
export default async ({ url }) => {
  const got = await fetch(`${url}/echo?x=1`, { headers: { 'x-sent': 'yes' } });
  const json = await got.json();
  const posted = await (await fetch(new Request(`${url}/echo`, { method: 'POST', body: 'text' }))).json();
  const missing = await fetch(`${url}/status/404`);
  const form = new FormData();
  form.set('a', 'b');
  const sent = await (await fetch(`${url}/echo`, { method: 'POST', body: form })).json();
  return [got.ok, json.query, json.headers['x-sent'], posted.body, missing.status, new Headers({ A: 'b' }).get('a'), await new Response('x').text(), sent.body.includes('name="a"')];
};
