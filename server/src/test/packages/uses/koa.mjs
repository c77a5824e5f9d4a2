import Koa from 'koa';
export default async () => {
  const app = new Koa();
  const seen = [];
  app.use(async (ctx, next) => { seen.push('in'); await next(); seen.push('out'); });
  app.use((ctx) => { ctx.body = { path: ctx.path }; ctx.set('x-y', 'z'); ctx.status = 201; });
  app.context.own = 5;
  const headers = {};
  const res = { statusCode: 404, headersSent: false, writable: true, finished: false, socket: { writable: true, on() {}, once() {}, removeListener() {} }, setHeader: (name, value) => { headers[name.toLowerCase()] = value; }, getHeader: (name) => headers[name.toLowerCase()], removeHeader: (name) => { delete headers[name.toLowerCase()]; }, hasHeader: (name) => name.toLowerCase() in headers, getHeaderNames: () => Object.keys(headers), on() {}, once() {}, addListener() {}, removeListener() {}, emit() {}, end(body) { this.body = body; } };
  const req = { url: '/a?x=1', method: 'GET', headers: { host: 'h' }, socket: {}, on() {}, once() {}, removeListener() {} };
  await app.callback()(req, res);
  const ctx = app.createContext(req, res);
  return [res.statusCode, res.body, headers['x-y'], seen, ctx.query, ctx.own, app.toJSON().env !== undefined];
};
