/** Node's `os`, with constants and nothing of the host's machine. */
import { constants } from './os-constants';
import { invalidType } from './errors';

const known = require('os') as Record<string, unknown>;

/** So that `os.platform` reads as its value where it is made a text. */
const text = (value: string): (() => string) => Object.defineProperty(() => value, Symbol.toPrimitive, { value: () => value });

export const os: Record<string, unknown> = {
  ...known,
  constants,
  platform: text('linux'),
  type: text('Linux'),
  arch: text('x64'),
  machine: text('x86_64'),
  endianness: text('LE'),
  hostname: text('annex'),
  homedir: text('/'),
  tmpdir: text('/tmp'),
  getPriority: () => 0,
  setPriority: (pid: unknown, priority: unknown = pid): void => {
    if (typeof priority !== 'number') {
      throw invalidType('priority', 'of type number', priority);
    }
  },
};
