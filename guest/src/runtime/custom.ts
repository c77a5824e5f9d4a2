// What `object-inspect` asks for where an object says itself how it is shown.
import { CUSTOM } from './shown';

interface Options {
  readonly depth?: number | null;
}

/** As the object says. */
export function inspect(value: object, { depth = null }: Options = {}): string {
  // The package asks for this module while it is evaluated.
  const inspectObject = require('object-inspect') as (value: unknown, options: object) => string;
  const within = (each: unknown, options: Options = {}): string => inspectObject(each, { depth: typeof options.depth === 'number' ? Math.max(0, options.depth) : Infinity });
  const custom = (value as Record<symbol, (depth: number | null, options: Options, inspect: unknown) => unknown>)[CUSTOM];
  const shown = custom?.call(value, depth, { depth }, within);
  return typeof shown === 'string' ? shown : shown === value ? Object.prototype.toString.call(value) : within(shown, { depth });
}
inspect.custom = CUSTOM;
