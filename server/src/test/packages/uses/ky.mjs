import ky, { HTTPError } from 'ky';
export default async ({ url }) => {
  const json = await ky(`${url}/echo`, { searchParams: { a: 1 } }).json();
  const posted = await ky.post(`${url}/echo`, { json: { hello: 'world' } }).json();
  const extended = ky.extend({ headers: { 'x-sent': 'yes' }, hooks: { beforeRequest: [(...given) => { (given[0].request ?? given[0]).headers.set('x-more', 'too'); }] } });
  const sent = await extended.get(`${url}/echo`).json();
  const failed = await ky(`${url}/status/404`, { retry: 0 }).catch((error) => [error instanceof HTTPError, error.response.status]);
  const text = await ky.put(`${url}/echo`, { body: 'x' }).text();
  return [json.query, posted.body, sent.headers['x-sent'], sent.headers['x-more'], failed, JSON.parse(text).body];
};
