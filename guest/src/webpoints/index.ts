import statuses from 'statuses';
import { run } from '../boundary/exchanges';
import { RequestMessage } from '../boundary/request';
import { ExpressExchange } from '../exchange/express';
import { readFrom } from '../exchange/express-request';
import { emitThrough } from '../exchange/express-response';
import { builtin } from '../modules/builtins';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { listening } from '../services/events/events';
import type { LoadedProgram, Program } from '../boundary/program';
import { Application } from './application';
import { features } from './features';
import { helpProviders } from './help';
import { express } from './middleware';
import { operationsOf, readThrough } from './operations';
import { Request } from './request';
import { Response } from './response';
import type { Route } from './routes';
import { StaticFilesEndpoint } from './static';
import { parameters } from './templates';
import { Walk } from './walk';

/** A handler or operation that answers one method alone. */
const only =
  (method: string) =>
  <H extends object>(handler: H): H =>
    Object.assign(handler, { method });

/** `HttpStatusCode.NotFound` and the like, by the reason phrases of RFC 9110. */
const HttpStatusCode = Object.freeze(
  Object.fromEntries(Object.entries(statuses.message).map(([code, phrase]) => [phrase.replace(/(?:^|[^A-Za-z]+)([A-Za-z])/g, (_, c: string) => c.toUpperCase()), Number(code)])),
);

const library = {
  Application,
  StaticFilesEndpoint,
  parameters,
  HttpStatusCode,
  get: only('get'),
  post: only('post'),
  put: only('put'),
  del: only('delete'),
  features,
  helpProviders,
};

/** What these applications require of the host. */
export const modules: Readonly<Record<string, unknown>> = { webpoints: library, express };

/** The webpoints style: evaluates `server.js`, whose application has operations, or `operations.js`, which exports them. */
export function webpoints(program: Program): LoadedProgram {
  readFrom(builtin('stream') as Parameters<typeof readFrom>[0]);
  emitThrough(builtin('events') as Parameters<typeof emitThrough>[0]);
  const provided = (name: string): unknown => (Object.hasOwn(modules, name) ? modules[name] : undefined);
  const loader = new Loader({ files: own, provided, strict: true, browsers: false });
  readThrough((file) => loader.require(file.replace(/^~\//, './').replace(/^(?![./])/, './'), '/'));
  const routes = applications(loader.entry(program.entry), program.entry).flatMap(Application.routes);
  return serving(routes);
}

/** What was run, what is exported, or an application of the operations that are. */
function applications(exports: unknown, entry: string): readonly Application[] {
  const exported = exports instanceof Application ? exports : operationsOf(exports);
  if (exported instanceof Application) {
    exported.run();
  } else if (Application.running().length === 0) {
    const urls = Object.keys(exported).filter((name) => name.startsWith('/'));
    if (urls.length === 0) {
      throw new TypeError(`${entry.slice(1)} runs no application and exports none (expected: app.run(), module.exports = app, or exports['/url'] = …)`);
    }
    const application = new Application();
    Object.assign(application.operations, Object.fromEntries(urls.map((url) => [url, exported[url]])));
    application.run();
  }
  return Application.running();
}

function serving(routes: readonly Route[]): LoadedProgram {
  const declared = routes.flatMap((route, index) => route.declarations().map((declaration) => ({ declaration, index })));
  const places = declared.map(({ index }) => index);
  return {
    ...listening(),
    endpoints: declared.map(({ declaration }) => declaration),
    warnings: [],
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const place = places[message.endpoint];
      if (place === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const request = new Request(message);
      const response = new Response(message.number, request);
      return run(new ExpressExchange(message.number, request, response), () => {
        new Walk(routes, request, response, message.method, message.path).begin(place);
      });
    },
  };
}
