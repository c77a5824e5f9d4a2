const middleware = (next) => (request) => {
  const response = next(request);
  response.headers.set('X-Bench', '1');
  return response;
};

const route = (prefix, answer) => (request) => {
  const { pathname } = new URL(request.url);
  return request.method === 'GET' && pathname.startsWith(prefix)
    ? Response.json(answer(decodeURIComponent(pathname.slice(prefix.length))))
    : new Response(null, { status: 404 });
};

/** The endpoint as a handler of the Fetch API, for servers that have no router. */
export const serve = (prefix, answer) => middleware(route(prefix, answer));
