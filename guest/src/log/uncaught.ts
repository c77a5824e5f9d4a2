import { mapped } from './stack';
import { Account, current } from '../contexts/context';
import { log } from './log';

let heard: (error: unknown) => boolean = () => false;

/** What is told of errors that nobody has caught, before they are logged; whether that is enough. */
export function hear(listener: (error: unknown) => boolean): void {
  heard = listener;
}

/** An error that nobody has caught: its exchange fails with it, or it is a line in the log. */
export function uncaught(what: string, error: unknown, account = current().account): void {
  if (!Account.takes(account, error, true) && !heard(error)) {
    log('error', `${what}: ${mapped(error)}`, account.number);
  }
}
