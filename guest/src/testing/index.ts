import { Listeners, type Listener } from '../exchange/listeners';
import { part } from '../host/parts';
import { own } from '../modules/files';
import { Loader } from '../modules/loader';
import type { LoadedProgram, Program } from '../boundary/program';

/** What the part of the library that runs tests offers. */
interface Testkit {
  provided(name: string): unknown;
  suite(evaluate: (path: string) => unknown, params: unknown): Readonly<Record<'load' | 'run' | 'finish', Listener>>;
}

/**
 * The style of an add-on's tests: no add-on has it, `annex test` alone. It serves nothing; the host asks it to load a file, then to run what the
 * file has registered, one after the other, so that each has limits of its own and the rest goes on where one was stopped.
 */
export function testing(program: Program): LoadedProgram {
  const kit = part('testkit') as Testkit;
  const { shown } = program.params as { shown: string };
  const files = { ...own, name: (path: string): string => shown + path.slice(1) };
  const suite = kit.suite((path) => {
    const loader = new Loader({ files, provided: (name) => kit.provided(name), names: () => ['annex/test', 'node:test'], strict: false, browsers: false });
    return loader.entry(path, () => undefined);
  }, program.params);
  const listeners = new Listeners();
  for (const name of ['load', 'run', 'finish'] as const) {
    listeners.on(name, suite[name]);
  }
  return {
    endpoints: [],
    warnings: [],
    ...listening(Listeners.close(listeners)),
    exchange() {
      throw new Error('tests have no endpoints');
    },
  };
}

function listening(listeners: LoadedProgram['listeners']): Pick<LoadedProgram, 'listeners'> {
  return listeners === undefined ? {} : { listeners };
}
