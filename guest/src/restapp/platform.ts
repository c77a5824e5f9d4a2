import { callText, settings } from '../host/host';
import { NOTHING } from '../modules/loader';
import { console } from '../runtime/console';
import { inspect } from '../runtime/inspect';
import { absent, lacking } from './absent';
import { security } from './csrf';
import { events } from './events';
import { called } from '../log/advice';
import { log, type Level } from '../log/log';
import { Request } from '../exchange/restapp-request';
import { Response } from '../exchange/restapp-response';
import { beans } from '../services/beans';
import { appResource } from '../resources/resources';
import { addonsModule } from '../services/addons/addons';
import { cacheModule } from '../services/cache/cache';
import { appData, globalAppData } from '../services/settings/settings';
import { fileUtil, folderUtil, temporaryFileNodeBuilder } from '../services/files/platform';
import { grantedOwnFolder, nodeByIdentifier } from '../services/files/node';
import { imageUtil } from '../services/images/platform';
import { storageModule } from '../services/storage/storage';
import { mailBuilder, mailUtil } from '../services/mail/mail';
import { requester } from '../services/requester/requester';
import { plainModules } from './modules';
import { nodesAreFoundBy } from './modules/nodes';
import { own } from '../modules/files';
import { PLATFORM_NAMES } from './published';
import type { Router } from './router';

/** A module of the platform that the add-on has required. */
export interface UsedModule {
  /** As it was asked for. */
  readonly name: string;
  /** Whether it is here; otherwise it is a stub. */
  readonly built: boolean;
  /** Where it was required first. */
  readonly stack: string;
}

export interface Platform {
  readonly provided: (name: string) => unknown;
  readonly used: () => UsedModule[];
  /** What there is to be required. */
  readonly names: () => readonly string[];
}

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** `require('LogUtil')`: `info(message[, error])`, `isInfoEnabled()`, and the latter as a property as Java's beans have it. */
function logUtil(): object {
  const util: Record<string, unknown> = {};
  for (const level of LEVELS) {
    const name = level[0]?.toUpperCase() + level.slice(1);
    util[level] = (...args: unknown[]) => {
      log(level, args.map(inspect).join(' '));
    };
    util[`is${name}Enabled`] = () => true;
    util[`${level}Enabled`] = true;
  }
  return util;
}

/** A text, or one in the first of several languages. */
function worded(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? ((value as Record<string, unknown>)['en'] ?? Object.values(value)[0]) : value;
}

/** `require('appInfo')`, by the names of the platform and by the plain ones. */
function appInfo(privileged: boolean): object {
  const info = JSON.parse(callText('app.info', '')) as Record<string, unknown>;
  return {
    ...info,
    'jcr:uuid': `${String(info['id'])}:${settings.version}`,
    'jcr:primaryType': 'sv:restApp',
    addon: { 'jcr:uuid': settings.addon, 'jcr:primaryType': 'sv:headlessCustomModule', displayName: settings.addon },
    appIdentifier: info['id'],
    appName: worded(info['name']) ?? settings.addon,
    appVersion: settings.version,
    appDescription: worded(info['description']),
    appAuthor: info['author'],
    appHelpURL: info['helpUrl'],
    appType: 'restapp',
    certificate: { signed: false },
    runtime: { scriptEngineName: 'V8' },
    active: true,
    requirePrivileged: privileged,
  };
}

/** What only `Utils` leads to. */
const OTHER_UTILS = ['SearchFieldUtil', 'ImageScaler', 'VersionedPropertyUtil', 'ExceptionSuppressingProxy', 'ExceptionSuppressingCollection', 'ExceptionSuppressingIterator'].map(
  (name) => `get${name}`,
);

const privilegedModule = {
  isConfigured: () => true,
  getPrivilegedActionUser: () => null,
  doPrivilegedAction: (action: () => unknown) => action(),
};

/** `require('RestAppInvokerFactory')`; no add-on is a Node here. */
function invokers(): object {
  return { ...addonsModule, fromNode: (): null => null };
}

called(['req', 'request'], () => Request.prototype);
called(['res', 'response'], () => Response.prototype);

nodesAreFoundBy(nodeByIdentifier, grantedOwnFolder);

function modulesOf(router: Router | undefined, privileged: boolean): Record<string, () => unknown> {
  return {
    router: () => router,
    events: () => events(),
    LogUtil: logUtil,
    logUtil,
    appResource: () => appResource,
    appInfo: () => appInfo(privileged),
    RestAppInvokerFactory: invokers,
    RestAppInvoker: invokers,
    restAppInvoker: invokers,
    cache: () => cacheModule,
    appData,
    globalAppData,
    FileUtil: fileUtil,
    FolderUtil: folderUtil,
    // Pictures are files here, without texts.
    ImageUtil: () => lacking('ImageUtil', imageUtil(), 'setAltText', 'setCaptionText'),
    MailBuilder: mailBuilder,
    MailUtil: mailUtil,
    TemporaryFileNodeBuilder: temporaryFileNodeBuilder,
    storage: () => storageModule,
    privileged: () => (privileged ? privilegedModule : NOTHING),
    console: () => console,
    security,
    Requester: requester,
    JsonRequester: requester,
    RequesterUtil: requester,
    requester,
    ...plainModules,
  };
}

/** The names of the platform's modules that are here. */
export function platformNames(): string[] {
  return Object.keys(modulesOf(undefined, false));
}

/** What `require` gives to RESTApps for the platform's own names. */
export function platform(router: Router, privileged: boolean): Platform {
  const known = modulesOf(router, privileged);
  called(['router', 'r'], () => router);
  const spellings = new Map([...PLATFORM_NAMES, ...Object.keys(known)].map((name) => [name.toLowerCase(), name]));
  /** By the platform's names, and by what was asked for. */
  const made = new Map<string, unknown>();
  const given = new Map<string, unknown>();
  const used = new Map<string, UsedModule>();

  // The way to the others before there was require: `utils.propertyUtil`, `utils.getPropertyUtil()`.
  known['Utils'] = () => {
    const getters = [...PLATFORM_NAMES].filter((name) => /^[A-Z]\w*$/.test(name)).map((name) => [`get${name}`, () => make(name)]);
    return lacking('Utils', beans(Object.fromEntries(getters) as object), ...OTHER_UTILS);
  };

  const make = (name: string): unknown => {
    let module = made.get(name);
    if (module === undefined) {
      module = Object.hasOwn(known, name) ? (known[name] as () => unknown)() : absent(name);
      made.set(name, module);
    }
    return module;
  };

  /** The platform's name for what is asked for. */
  const nameOf = (request: string): string | undefined => {
    // What is a package of npm as well may be the add-on's own.
    if (PLATFORM_NAMES.has(request) || (Object.hasOwn(known, request) && request !== 'underscore')) {
      return request;
    }
    const name = spellings.get(request.toLowerCase());
    // A package of the add-on's own goes before what only sounds like a module of the platform.
    return name === undefined || own.stat(`/node_modules/${request}`) === 'dir' ? undefined : name;
  };

  const find = (request: string): unknown => {
    const named = /^@sitevision\/api\/(?:server|client|common)\/(.*)$/.exec(request);
    const [first = '', ...members] = (named?.[1] ?? request).split('.');
    const whole = nameOf(named?.[1] ?? request);
    const name = whole ?? (members.length > 0 ? nameOf(first) : undefined);
    if (name === undefined) {
      return undefined;
    }
    const module = make(name);
    used.set(request, { name: named?.[1] ?? request, built: Object.hasOwn(known, name), stack: String(new Error().stack) });
    if (whole !== undefined) {
      return module;
    }
    const member = members.reduce<unknown>((value, each) => (value as Record<string, unknown> | null | undefined)?.[each], module);
    return member ?? absent(name, `${name}.${members.join('.')}`);
  };

  return {
    provided: (request) => {
      if (!given.has(request)) {
        const module = /^[./#]/.test(request) ? undefined : find(request);
        if (module === undefined) {
          return undefined;
        }
        given.set(request, module);
      }
      return given.get(request);
    },
    used: () => [...used.values()],
    names: () => Object.keys(known),
  };
}
