import { createLogger, type Logger } from './logger';

/** What the console offers to the handlers of its widgets. */
export interface Helper {
  readonly Logger: (category?: unknown) => Logger;
  readonly Request?: object;
  readonly Manager?: object;
}

/** The services of {@link Helper} that call other servers. */
const outbound: Omit<Helper, 'Logger'> = {};

/** `helper`, one a worker; a handler cannot alter it for the next. */
export function createHelper(): Helper {
  const helper: Helper = { Logger: createLogger, ...outbound };
  for (const service of Object.values(helper) as object[]) {
    Object.freeze(service);
  }
  return Object.freeze(helper);
}
