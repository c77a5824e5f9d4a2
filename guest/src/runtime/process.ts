import { log } from '../log/log';
import { now } from './clock';
import { nextTick as tick } from './ticks';

/** What is written to it goes to the log, line by line. */
function output(level: 'info' | 'error', fd: number): object {
  const stream = {
    fd,
    isTTY: false,
    writable: true,
    write: (text: unknown, encoding?: unknown, callback?: unknown): boolean => {
      const done = typeof encoding === 'function' ? encoding : callback;
      for (const line of String(text).replace(/\n$/, '').split('\n')) {
        log(level, line);
      }
      if (typeof done === 'function') {
        tick(done as () => void);
      }
      return true;
    },
    end: (): void => undefined,
    on: () => stream,
    once: () => stream,
    removeListener: () => stream,
    emit: () => false,
  };
  return stream;
}

/** `process`, with nothing of the host in it. */
const process = {
  title: 'annex',
  browser: false,
  env: {} as Record<string, string>,
  argv: [] as string[],
  execArgv: [] as string[],
  platform: 'linux',
  arch: 'x64',
  pid: 1,
  stdout: output('info', 1),
  stderr: output('error', 2),
  version: 'v20.0.0',
  versions: { node: '20.0.0' } as Record<string, string>,
  nextTick: tick,
  cwd: () => '/',
  umask: () => 0o22,
  uptime: () => now() / 1000,
  hrtime: Object.assign(
    (since?: [number, number]): [number, number] => {
      const ms = now();
      const time: [number, number] = [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
      return since === undefined ? time : [time[0] - since[0] - (time[1] < since[1] ? 1 : 0), (time[1] - since[1] + 1e9) % 1e9];
    },
    { bigint: () => BigInt(Math.round(now() * 1e6)) },
  ),
  memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
  emitWarning: () => undefined,
  on: () => process,
  once: () => process,
  off: () => process,
  addListener: () => process,
  removeListener: () => process,
  emit: () => false,
  listeners: () => [],
  exit: () => {
    throw new Error('process.exit: an add-on cannot end its process, which is not its alone (expected: an answer such as res.status(500), or an error that is thrown)');
  },
};

export default process;
export const { nextTick, env, platform, cwd, version, versions, hrtime } = process;
