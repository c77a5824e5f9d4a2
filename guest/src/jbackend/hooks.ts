/** The hooks that a module has, by name in lower case: names of methods are compared without regard to case. */
export type Hook = (...args: unknown[]) => unknown;

const REQUEST = 'onrequest';
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

function isHook(name: string): boolean {
  return name === BEFORE || name === SESSION || (name.startsWith(REQUEST) && name !== REQUEST);
}
