import { callText } from './host';

/**
 * Parts of the library that few add-ons use: scripts of their own, which the host gives to an isolate that asks for one. So neither the start-up
 * snapshot nor an isolate at rest has anything of them. `src/parts` has a file for each; the build makes `dist/parts` of them.
 */
type Part = (given: (name: string) => unknown) => unknown;

/** V8's own. */
const { eval: evaluate } = globalThis;
const loaded = new Map<string, unknown>();
const shared = new Map<string, () => unknown>();

/** What parts find of the library itself, by the names that `build.mjs` gives to them: there is one of each. */
export function share(modules: Readonly<Record<string, () => unknown>>): void {
  for (const [name, module] of Object.entries(modules)) {
    shared.set(name, module);
  }
}

function given(name: string): unknown {
  return (shared.get(name) as () => unknown)();
}

/** What a part exports. It is evaluated when it is first asked for, which needs the host. */
export function part(name: string): unknown {
  if (!loaded.has(name)) {
    loaded.set(name, (evaluate(callText('part', name)) as Part)(given));
  }
  return loaded.get(name);
}

/** One that takes much memory, and was needed for a while. */
export function dropPart(name: string): void {
  loaded.delete(name);
}
