import got, { HTTPError } from 'got';
export default async ({ url }) => {
  const json = await got(`${url}/echo`, { searchParams: { a: 1 } }).json();
  const posted = await got.post(`${url}/echo`, { json: { hello: 'world' } }).json();
  const text = await got.put(`${url}/echo`, { body: 'x' }).text();
  const extended = got.extend({ prefixUrl: url, headers: { 'x-sent': 'yes' } });
  const sent = await extended.get('echo').json();
  const failed = await got(`${url}/status/404`, { retry: { limit: 0 } }).catch((error) => [error instanceof HTTPError, error.response.statusCode]);
  const buffer = await got(`${url}/echo`).buffer();
  return [json.query, posted.body, JSON.parse(text).body, sent.headers['x-sent'], failed, buffer.length > 10];
};
