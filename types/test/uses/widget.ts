import type { BackendRegistrator, Handler } from '@annex/types/widget';

const status: Handler = (req, res, next, { Request, Manager }) => {
  Request.doGet<{ id: string }>('https://example.com/', { params: { a: [1, 2] } }).then(({ id }) => res.send(id), next);
  Manager.doGetFull('blueprints').then(({ items }) => items.length, next);
  req.body; // wrong: Property 'body' does not exist on type 'Request'.
  res.sendFile(7); // wrong: Argument of type 'number' is not assignable to parameter of type 'string'.
};

export default (r: BackendRegistrator): void => {
  r.register('status', status);
  r.register('status', 'HEAD', status); // wrong: Argument of type '"HEAD"' is not assignable
  r.registr('status', status); // wrong: Property 'registr' does not exist on type 'BackendRegistrator'. Did you mean 'register'?
};
