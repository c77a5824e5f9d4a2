import statuses from 'statuses';
import { run } from '../boundary/exchanges';
import { RequestMessage } from '../boundary/request';
import { ExpressExchange } from '../express/exchange';
import { readFrom } from '../express/incoming';
import { emitThrough } from '../express/outgoing';
import { Shadows } from '../http/shadows';
import { called } from '../log/advice';
import { callerPosition, inFile } from '../log/stack';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import { listening } from '../services/events/events';
import type { LoadedProgram, Program } from '../boundary/program';
import { Application, type Place } from './application';
import { OperationContext } from './context';
import { features } from './features';
import { callable } from './callable';
import { toPlainFunction } from './features/feature';
import { DISABLED } from './features/small';
import { helpProviders } from './help';
import { express, withoutOthers } from './middleware';
import { operationsOf, readThrough } from './operations';
import { ApplicationPool, poolsLoaded } from './pool';
import { Request } from './request';
import { Response } from './response';
import { unknownPaths, type Handler, type Route } from './routes';
import { Server, type RouterOptions } from './server';
import { StaticFilesEndpoint } from './static';
import { parameters } from './templates';
import { Walk } from './walk';
import { begins, warned } from './warnings';

/** A handler or operation that answers one method alone. */
const only =
  (method: string) =>
  <H extends object>(handler: H): H =>
    Object.assign(handler, { method });

/** `HttpStatusCode.NotFound` and the like, by the reason phrases of RFC 9110; and two by the names that the library has always had. */
const HttpStatusCode = Object.freeze({
  InternalError: 500,
  Unavailable: 503,
  ...Object.fromEntries(Object.entries(statuses.message).map(([code, phrase]) => [phrase.replace(/(?:^|[^A-Za-z]+)([A-Za-z])/g, (_, c: string) => c.toUpperCase()), Number(code)])),
});

const library = {
  Application: callable(Application),
  ApplicationPool: callable(ApplicationPool),
  OperationContext,
  StaticFilesEndpoint: callable(StaticFilesEndpoint),
  toPlainFunction,
  parameters,
  HttpStatusCode,
  get: only('get'),
  post: only('post'),
  put: only('put'),
  del: only('delete'),
  features,
  helpProviders,
};

/** An Express application of the script's own, to which applications export their operations; `listen` makes it answer. */
function createServer(...middleware: Handler[]): Server {
  const server = new Server();
  if (middleware.length > 0) {
    server.use(...middleware);
  }
  let listens = false;
  return Object.defineProperty(server, 'listen', {
    value(...args: unknown[]): Server {
      if (!listens) {
        listens = true;
        Application.listening(server);
      }
      Server.listens(args);
      return server;
    },
  });
}

/** With `new` or without. */
function Router(options?: RouterOptions): Server {
  return new Server(options ?? {});
}

/** `require('express')`: makes servers and routers, and has the middleware that such applications use. */
const expressLibrary = withoutOthers(
  Object.assign((...middleware: Handler[]) => createServer(...middleware), express, { createServer, Router, application: Server.prototype, request: Request.prototype, response: Response.prototype }),
);

/** What these applications require of the host. */
export const modules: Readonly<Record<string, unknown>> = { webpoints: library, express: expressLibrary };

/** The webpoints style: evaluates `server.js`, whose application has operations, or `operations.js`, which exports them. */
export function webpoints(program: Program): LoadedProgram | Promise<LoadedProgram> {
  readFrom(require('readable-stream') as Parameters<typeof readFrom>[0]);
  emitThrough(require('events') as Parameters<typeof emitThrough>[0]);
  namesOfAuthors();
  begins(program.entry);
  const provided = (name: string): unknown => (Object.hasOwn(modules, name) ? modules[name] : undefined);
  const loader = new Loader({ files: own, provided, names: () => Object.keys(modules), strict: true, browsers: false });
  readThrough((file) => loader.require(file.replace(/^~\//, './').replace(/^(?![./])/, './'), '/'));
  return loader.entry(program.entry, (exports) => {
    const all = applications(exports, program.entry);
    poolsLoaded();
    return serving(groups(all));
  });
}

function namesOfAuthors(): void {
  called(['app', 'application'], () => Object.assign(Object.create(Server.prototype) as object, new Application()));
  called(['server', 'router'], () => Server.prototype);
  called(['req', 'request'], () => Request.prototype);
  called(['res', 'response'], () => Response.prototype);
}

/** What was run, what is exported, or an application of the operations that are. */
function applications(exports: unknown, entry: string): readonly Application[] {
  const exported = exports instanceof Application || exports instanceof Server ? exports : operationsOf(exports);
  if (exported instanceof Application) {
    exported.run();
  } else if (exported instanceof Server) {
    Application.listening(exported);
  } else if (Application.running().length === 0) {
    const urls = Object.keys(exported).filter((name) => name.startsWith('/'));
    if (urls.length === 0) {
      throw inFile(new TypeError(`${entry.slice(1)} runs no application and exports none (expected: app.run(), module.exports = app, or exports['/url'] = …)`), entry);
    }
    const application = new Application();
    Object.assign(application.operations, Object.fromEntries(urls.map((url) => [url, exported[url]])));
    application.run();
  }
  return Application.running();
}

/** Applications that answer at the same place, one behind the other. */
interface Group {
  readonly place: Place | undefined;
  readonly routes: Route[];
}

/** Each application of a pool is on its own; the routes of all others follow each other. */
function groups(applications: readonly Application[]): readonly Group[] {
  const all: Group[] = [];
  let shared: Group | undefined;
  for (const application of applications) {
    const { place, routes } = Application.mounted(application);
    if (place !== undefined) {
      all.push({ place, routes: [...routes] });
    } else if (shared === undefined) {
      all.push((shared = { place, routes: [...routes] }));
    } else {
      shared.routes.push(...routes);
    }
  }
  return all;
}

function serving(all: readonly Group[]): LoadedProgram {
  const routed = all.flatMap(({ place, routes }) => routes.flatMap((route, index) => route.declarations().map((declaration) => ({ declaration, place, routes, index }))));
  const unknown = all.flatMap(({ place, routes }) => unknownPaths(routes).map((declaration) => ({ declaration, place, routes, index: undefined })));
  // What no route of any application answers comes last.
  const declared = [...routed, ...unknown].map(({ declaration, place, ...rest }) => ({
    declaration: place === undefined || place.prefix === '' ? declaration : { ...declaration, path: `${place.prefix}${declaration.path === '/' ? '' : declaration.path}` },
    place,
    ...rest,
  }));
  const places = declared.map(({ place, routes, index }) => ({ place, routes, index }));
  return {
    ...listening(),
    endpoints: declared.map(({ declaration }) => declaration),
    warnings: [...warned(), ...all.flatMap(({ routes }) => shadowed(routes))],
    exchange(text, body) {
      const message = new RequestMessage(text, body);
      const found = places[message.endpoint];
      if (found === undefined) {
        throw new Error(`There is no endpoint ${message.endpoint}`);
      }
      const { place, routes, index } = found;
      const request = new Request(message);
      const response = new Response(message.number, request);
      const exchange = new ExpressExchange(message.number, request, response, () => unanswered(message, index === undefined ? undefined : routes[index]));
      return run(exchange, () => {
        if (place === undefined) {
          new Walk(routes, request, response, message.path).begin(index);
        } else {
          begin(place, new Walk(routes, request, response, below(place, request, message.path)), index, response);
        }
      });
    },
  };
}

/** What is said of operations that are never asked, as one before them answers all that they would. */
function shadowed(routes: readonly Route[]): string[] {
  const shadows = new Shadows<Route>();
  return routes.flatMap((route) => {
    const before = route.final.map(({ method, path }) => shadows.add(method, path, route)).filter((each) => each !== route);
    const [first] = before;
    return before.length === 0 || first === undefined || before.includes(undefined)
      ? []
      : [`${callerPosition(route.place)}: ${named(route)} never answers: ${named(first)} does (expected: it stands before that one, as the first that matches answers)`];
  });
}

function named({ method, path }: Route): string {
  return `${method === '' ? '' : `${method} `}${String(path)}`;
}

/** What is said where there is no answer in time. */
function unanswered({ method, path }: RequestMessage, route: Route | undefined): string {
  const which = route === undefined ? `${method} ${path}` : `the operation ${named(route)}, registered at ${callerPosition(route.place)},`;
  return `${which} has not answered in time (expected: its callback is called, or response.end(…), on each path through it, also where what it waits for fails or never comes)`;
}

/** The path below the place of an application in a pool. */
function below(place: Place, request: Request, path: string): string {
  if (place.prefix === '') {
    return path;
  }
  const slash = path.indexOf('/', 1);
  const base = slash < 0 ? path.length : slash;
  Request.below(request, base);
  return path.slice(base) || '/';
}

function begin(place: Place, walk: Walk, index: number | undefined, response: Response): void {
  if (place.answers()) {
    walk.begin(index);
  } else {
    response.status(404).type('html').end(DISABLED);
  }
}
