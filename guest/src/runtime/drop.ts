import type { Account } from '../contexts/context';
import { Immediates } from './immediates';
import { Timeout } from './timers';

/** What an account had set up to run later does not run. */
export function dropTimers(account: Account): void {
  Timeout.drop(account);
  Immediates.drop(account);
}
