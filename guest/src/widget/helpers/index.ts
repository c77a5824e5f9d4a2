import { createLogger, type Logger } from './logger';
import { byOptions, positional } from './positional';
import { createManagerHelper, type ManagerHelper } from './manager';
import { createRequestHelper, type RequestHelper } from './request';

/** What the console offers to the handlers of its widgets. */
export interface Helper {
  readonly Logger: (category?: unknown) => Logger;
  readonly Request: RequestHelper;
  readonly Manager: ManagerHelper;
}

/**
 * `helper`, one a worker; a handler cannot alter it for the next.
 *
 * @param byPosition whether it is called as up to release 6.0
 */
export function createHelper(byPosition: boolean): Helper {
  const request = createRequestHelper();
  const manager = createManagerHelper();
  const helper: Helper = {
    Logger: createLogger,
    Request: byPosition ? positional(request, 'request') : byOptions(request),
    Manager: byPosition ? positional(manager, 'manager') : byOptions(manager),
  };
  for (const service of Object.values(helper) as object[]) {
    Object.freeze(service);
  }
  return Object.freeze(helper);
}
