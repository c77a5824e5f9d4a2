import { current } from '../contexts/context';
import { call, connected } from '../host/host';
import { slice } from '../host/primordials';

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const LONGEST = 65536;
/** A longer text may be a rope: to read its first character costs as much memory as it is long. */
const LONGEST_READ = 1 << 24;

/** A text short enough for a log; a `'x'.repeat(2 ** 29)` costs an add-on nothing and whoever reads it half a gigabyte. */
export function cut(text: string): string {
  const { length } = text;
  return length <= LONGEST ? text : `${length <= LONGEST_READ ? slice(text, 0, LONGEST) : ''}… (${length} characters, cut)`;
}

/** Writes a line to the add-on's log, on account of the exchange that runs. */
export function log(level: Level, message: string, exchange = current().account.number): void {
  if (connected()) {
    call('log', `${level}\0${exchange}\0${cut(message)}`);
  }
}
