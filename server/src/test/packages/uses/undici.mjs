import { request, fetch, Headers, FormData, Response } from 'undici';
export default async ({ url }) => {
  const { statusCode, body } = await request(`${url}/echo?x=1`, { method: 'GET', headers: { 'x-sent': 'yes' } });
  const json = await body.json();
  const fetched = await (await fetch(`${url}/echo`, { method: 'POST', body: 'text' })).json();
  const form = new FormData();
  form.append('a', 'b');
  return [statusCode, json.query, json.headers['x-sent'], fetched.body, new Headers([['a', 'b']]).get('A'), form.get('a'), await new Response('x').text()];
};
