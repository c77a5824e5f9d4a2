import { mapped } from './stack';
import { Account, current } from '../contexts/context';
import { log } from './log';

/** An error that nobody has caught: its exchange fails with it, or it is a line in the log. */
export function uncaught(what: string, error: unknown, account = current().account): void {
  if (!Account.takes(account, error, true)) {
    log('error', `${what}: ${mapped(error)}`, account.number);
  }
}
