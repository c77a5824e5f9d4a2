// A backend of release 7.0.3 and later: a plain script that registers its services as text.
const names = { ada: 'Ada' };

function greeting(name) {
  return `hello ${names[name] ?? name}`;
}

register('greet', 'GET', `async function execute(query, headers) {
  await null;
  return JSON.stringify({ greeting: greeting(query.name), id: headers['widget-id'] });
}`);

register('refused', 'POST', `async function execute(query, headers) {
  const text = await doGet.apply(undefined, ['request', 'http://127.0.0.1:9/', '{}'], { result: { promise: true } });
  logger.apply(undefined, ['warn', text]);
  return JSON.stringify({ failed: text.startsWith('Error while') });
}`);

register('breaks', `async function execute(query, headers) {
  throw Object.assign(new Error('broken'), { status: await 409 });
}`);
