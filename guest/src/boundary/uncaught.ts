import { mapped } from '../modules/stack';
import { current } from '../runtime/context';
import { Exchange } from './exchanges';
import { log } from './log';

/** An error that nobody has caught: its exchange fails with it, or it is a line in the log. */
export function uncaught(what: string, error: unknown, account = current().account): void {
  if (!(account instanceof Exchange) || !Exchange.takes(account, error, true)) {
    log('error', `${what}: ${mapped(error)}`, account.number);
  }
}
