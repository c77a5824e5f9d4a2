import axios, { AxiosHeaders, isAxiosError } from 'axios';
export default async ({ url }) => {
  const client = axios.create({ baseURL: url, headers: { 'x-sent': 'yes' } });
  client.interceptors.request.use((config) => { config.headers.set('x-more', 'too'); return config; });
  const got = await client.get('/echo', { params: { a: [1, 2], b: 'ä' } });
  const posted = await client.post('/echo', { hello: 'wörld' });
  const text = await client.request({ url: '/echo', method: 'PUT', data: 'plain', headers: { 'content-type': 'text/plain' }, responseType: 'text' });
  const failed = await client.get('/status/404').catch((error) => [isAxiosError(error), error.response.status, error.code]);
  const all = await axios.all([client.get('/echo'), client.delete('/echo')]);
  return [got.status, got.data.query, got.data.headers['x-sent'], got.data.headers['x-more'], posted.data.body, JSON.parse(text.data).body, failed, all.map(({ data }) => data.method), AxiosHeaders.from({ 'A-b': '1' }).get('a-B')];
};
