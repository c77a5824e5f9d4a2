import { run } from '../boundary/exchanges';
import { RequestMessage } from '../boundary/request';
import { ExpressExchange } from '../express/exchange';
import { readFrom } from '../express/incoming';
import { emitThrough } from '../express/outgoing';
import { ExpressResponse } from '../express/response';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { isThenable, whenSettled } from '../runtime/thenables';
import { listening } from '../services/events/events';
import type { LoadedProgram, Program } from '../boundary/program';
import { createHelper, type Helper } from './helpers';
import { packages } from './packages';
import { pageScript } from './page';
import { BackendRegistrator, type Service } from './registrator';
import { fail, pass } from './refusals';
import { ServiceRequest } from './request';
import { textualServices, unlessTextual } from './textual';

/** The widget style: evaluates `backend.js` or `backend.ts`, calls the function that it exports, and runs what that registered. */
export function widget(program: Program): LoadedProgram | Promise<LoadedProgram> {
  readFrom(require('readable-stream') as Parameters<typeof readFrom>[0]);
  emitThrough(require('events') as Parameters<typeof emitThrough>[0]);
  const { modules, helpers } = program.params as { modules?: string[]; helpers?: string };
  const helper = createHelper(helpers === 'positional');
  if (program.entry === '') {
    return serving([], helper);
  }
  const loader = new Loader({ files: own, provided: packages(modules ?? []), strict: false, browsers: false });
  const backend = unlessTextual(() => loader.entry(program.entry, (exports) => exported(exports) ?? null));
  if (backend === undefined) {
    return serving(textualServices(program.entry, program.addon), helper);
  }
  return backend instanceof Promise ? backend.then((later) => registered(later, helper)) : registered(backend, helper);
}

/** Calls the function of a backend. */
function registered(backend: unknown, helper: Helper): LoadedProgram | Promise<LoadedProgram> {
  if (typeof backend !== 'function') {
    throw new TypeError('Backend definition must be a function (module.exports = function(BackendRegistrator) {...})');
  }
  const registrator = new BackendRegistrator();
  const result: unknown = (backend as (r: object) => unknown)(Object.freeze(registrator));
  const ready = (): LoadedProgram => serving(BackendRegistrator.close(registrator), helper);
  if (!isThenable(result)) {
    return ready();
  }
  return new Promise((resolve, reject) => {
    whenSettled(
      result,
      () => {
        resolve(ready());
      },
      reject,
    );
  });
}

/** The function of a backend: what `module.exports` was set to, or the default export. */
function exported(exports: unknown): unknown {
  return typeof exports === 'object' && exports !== null ? (exports as { default?: unknown }).default : exports;
}

function serving(services: readonly Service[], helper: Helper): LoadedProgram {
  const clientScript = pageScript();
  return {
    ...(clientScript === undefined ? {} : { clientScript }),
    ...listening(),
    endpoints: services.map(({ method, name }) => ({ method, path: `/${name}`, body: 'bytes', reach: 'below' })),
    warnings: services
      .filter(({ name }) => name.includes('/'))
      .map(({ name }) => `the service ${name} cannot be called: a path ends the name at its first slash`),
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const service = services[message.endpoint];
      if (service === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const req = new ServiceRequest(message);
      const res = new ExpressResponse(message.number, req);
      return run(new ExpressExchange(message.number, req, res), () => {
        const next = (error?: unknown): void => {
          if (error === undefined || error === null) {
            pass(req, res);
          } else {
            fail(res, error, false);
          }
        };
        req.next = next;
        try {
          const result = (0, service.handler)(req, res, next, helper);
          if (isThenable(result)) {
            whenSettled(result, ignore, (error) => {
              fail(res, error, true);
            });
          }
        } catch (error) {
          fail(res, error, true);
        }
      });
    },
  };
}

function ignore(): void {
  // An answer is sent by res; what a handler returns is nothing.
}
