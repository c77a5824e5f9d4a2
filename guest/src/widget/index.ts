import { run } from '../boundary/exchanges';
import { RequestMessage } from '../boundary/request';
import { ExpressExchange } from '../express/exchange';
import { readFrom } from '../express/incoming';
import { emitThrough } from '../express/outgoing';
import { ExpressResponse } from '../express/response';
import { callerPosition, inFile } from '../log/stack';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { isThenable, whenSettled } from '../runtime/thenables';
import { listening } from '../services/events/events';
import { called } from '../log/advice';
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
  const { entry } = program;
  return backend instanceof Promise ? backend.then((later) => registered(later, helper, entry)) : registered(backend, helper, entry);
}

/** Calls the function of a backend. */
function registered(backend: unknown, helper: Helper, entry: string): LoadedProgram | Promise<LoadedProgram> {
  if (typeof backend !== 'function') {
    throw inFile(new TypeError('Backend definition must be a function (module.exports = function(BackendRegistrator) {...})'), entry);
  }
  const registrator = new BackendRegistrator();
  called(['r', 'registrator'], () => registrator);
  called(['req', 'request'], () => ServiceRequest.prototype);
  called(['res', 'response'], () => ExpressResponse.prototype);
  called(['helper'], () => helper);
  const result: unknown = (backend as (r: object) => unknown)(Object.freeze(registrator));
  const ready = (): LoadedProgram => serving(BackendRegistrator.close(registrator), helper, BackendRegistrator.replaced(registrator));
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

function serving(services: readonly Service[], helper: Helper, replaced: readonly string[] = []): LoadedProgram {
  const clientScript = pageScript();
  return {
    ...(clientScript === undefined ? {} : { clientScript }),
    ...listening(),
    endpoints: services.map(({ method, name }) => ({ method, path: `/${name}`, body: 'bytes', reach: 'below' })),
    warnings: [...replaced, ...services.filter(({ name }) => name.includes('/')).map(uncallable)],
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const service = services[message.endpoint];
      if (service === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const req = new ServiceRequest(message);
      const res = new ExpressResponse(message.number, req);
      const exchange = new ExpressExchange(message.number, req, res, () => unanswered(service));
      return run(exchange, () => {
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

function uncallable({ name, place }: Service): string {
  const where = place === undefined ? '' : `${callerPosition(place)}: `;
  return `${where}the service ${name} cannot be called: a path ends the name at its first slash (expected: a name without one, such as '${name.replaceAll('/', '-')}'; what follows the name in a path is in req.url)`;
}

function unanswered({ method, name, place }: Service): string {
  const where = place === undefined ? '' : `, registered at ${callerPosition(place)},`;
  return `the service ${method} ${name}${where} has not answered in time (expected: res.send(…) on each path through it, also where what it waits for fails or never comes)`;
}

function ignore(): void {
  // An answer is sent by res; what a handler returns is nothing.
}
