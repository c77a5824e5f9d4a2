import { global } from '../runtime/lazily';

type Clone = (value: unknown, options?: { readonly transfer?: Iterable<unknown> } | null) => unknown;

/** What transfers array buffers, and knows no ports. */
export const { structuredClone: cloneWithoutPorts } = globalThis as unknown as { structuredClone: Clone };

let withPorts: Clone | undefined;

/** Whoever makes ports says how they are transferred; until then there are none. */
export function clonesPortsBy(clone: Clone): void {
  withPorts = clone;
}

// How many arguments there are is looked at.
function structuredClone(...given: unknown[]): unknown {
  const clone = given.length === 0 ? cloneWithoutPorts : (withPorts ?? cloneWithoutPorts);
  return clone(...(given as Parameters<Clone>));
}

global('structuredClone', structuredClone);
