/** The hooks that a module has, by name in lower case: names of methods are compared without regard to case. */
export type Hook = (...args: unknown[]) => unknown;

import type { Program } from '../boundary/program';
import { nearest } from '../log/nearest';
import { placeOfWord } from '../log/words';

const REQUEST = 'onrequest';
/** As authors write them. */
const FIXED = ['onBeforeCheckModule', 'onCheckSession'];
export const BEFORE = 'onbeforecheckmodule';
export const SESSION = 'onchecksession';

export class Hooks {
  readonly #methods = new Map<string, Hook>();

  /** Finds the methods of an object and of what it inherits from. */
  constructor(module: object) {
    for (let at: object | null = module; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        const lower = name.toLowerCase();
        if (typeof value === 'function' && isHook(lower) && !this.#methods.has(lower)) {
          this.#methods.set(lower, value as Hook);
        }
      }
    }
  }

  /** The names of the modules that `onRequest<Module>` methods answer for. */
  requests(): string[] {
    return [...this.#methods.keys()].filter((name) => name.startsWith(REQUEST)).map((name) => name.slice(REQUEST.length));
  }

  /** What is said of methods that have nearly the name of a hook, and are never called. */
  misspelt(module: object, { entry, addon }: Program): string[] {
    const warnings: string[] = [];
    for (let at: object | null = module; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        const meant = typeof value === 'function' && !isHook(name.toLowerCase()) ? meantBy(name, addon) : undefined;
        if (meant !== undefined) {
          warnings.push(`${placeOfWord(entry, name)}: '${name}' is the name of no hook, so it is never called: did you mean '${meant}'?`);
        }
      }
    }
    return warnings;
  }

  has(name: string): boolean {
    return this.#methods.has(name);
  }

  get(name: string): Hook {
    return this.#methods.get(name) as Hook;
  }

  ofRequest(module: string): Hook {
    return this.get(REQUEST + module.toLowerCase());
  }
}

/** The hook whose name is nearly a method's. */
function meantBy(name: string, addon: string): string | undefined {
  const lengths = [REQUEST.length - 1, REQUEST.length, REQUEST.length + 1];
  const begins = name.toLowerCase() === REQUEST || lengths.some((length) => nearest(name.slice(0, length), ['onRequest']) !== undefined);
  return nearest(name, FIXED) ?? (/^o/i.test(name) && begins ? `onRequest${addon}` : undefined);
}

function isHook(name: string): boolean {
  return name === BEFORE || name === SESSION || (name.startsWith(REQUEST) && name !== REQUEST);
}
