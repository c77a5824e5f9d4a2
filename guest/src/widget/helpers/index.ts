import { createLogger, type Logger } from './logger';
import { createManagerHelper, type ManagerHelper } from './manager';
import { createRequestHelper, type RequestHelper } from './request';

/** What the console offers to the handlers of its widgets. */
export interface Helper {
  readonly Logger: (category?: unknown) => Logger;
  readonly Request: RequestHelper;
  readonly Manager: ManagerHelper;
}

/** `helper`, one a worker; a handler cannot alter it for the next. */
export function createHelper(): Helper {
  const helper: Helper = { Logger: createLogger, Request: createRequestHelper(), Manager: createManagerHelper() };
  for (const service of Object.values(helper) as object[]) {
    Object.freeze(service);
  }
  return Object.freeze(helper);
}
