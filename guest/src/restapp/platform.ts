import { callText, settings } from '../host/host';
import { NOTHING } from '../modules/loader';
import { console } from '../runtime/console';
import { inspect } from '../runtime/inspect';
import type { Listeners } from '../exchange/listeners';
import { absent, isAbsent } from './absent';
import { events } from './events';
import { log, type Level } from '../log/log';
import { appResource } from '../resources/resources';
import { cacheModule } from '../services/cache/cache';
import type { Router } from './router';

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

/** `require('appInfo')`, by the names of the platform and by the plain ones. */
function appInfo(privileged: boolean): object {
  const info = JSON.parse(callText('app.info', '')) as Record<string, unknown>;
  return {
    ...info,
    appIdentifier: info['id'],
    appName: settings.addon,
    appVersion: settings.version,
    appDescription: info['description'],
    appAuthor: info['author'],
    appType: 'restapp',
    active: true,
    requirePrivileged: privileged,
  };
}

const privilegedModule = {
  isConfigured: () => true,
  getPrivilegedActionUser: () => null,
  doPrivilegedAction: (action: () => unknown) => action(),
};

function modulesOf(router: Router | undefined, listeners: Listeners | undefined, privileged: boolean): Record<string, () => unknown> {
  return {
    router: () => router,
    events: () => events(listeners as Listeners),
    LogUtil: logUtil,
    logUtil,
    appResource: () => appResource,
    appInfo: () => appInfo(privileged),
    cache: () => cacheModule,
    privileged: () => (privileged ? privilegedModule : NOTHING),
    console: () => console,
  };
}

/** The names of the platform's modules that are here. */
export function platformNames(): string[] {
  return Object.keys(modulesOf(undefined, undefined, false));
}

/** What `require` gives to RESTApps for the platform's own names. */
export function platform(router: Router, listeners: Listeners, privileged: boolean): (name: string) => unknown {
  const known = modulesOf(router, listeners, privileged);
  const given = new Map<string, unknown>();
  return (request) => {
    // Sources that were not bundled name the package that describes the platform to a compiler.
    const name = request.replace(/^@sitevision\/api\/(?:server|common)\//, '');
    if (!given.has(name)) {
      if (Object.hasOwn(known, name)) {
        given.set(name, (known[name] as () => unknown)());
      } else if (isAbsent(name)) {
        given.set(name, absent(name));
      } else {
        return undefined;
      }
    }
    return given.get(name);
  };
}
