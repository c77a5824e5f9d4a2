import { call, connected } from './host';
import { currentExchange } from './exchanges';

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Writes a line to the add-on's log, on account of the exchange that runs. */
export function log(level: Level, message: string, exchange = currentExchange()): void {
  if (connected()) {
    call('log', `${level}\0${exchange}\0${message}`);
  }
}
