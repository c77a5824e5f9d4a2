/** Members that a bundler's or a promise's machinery reads of anything. */
const SILENT = new Set<PropertyKey>(['__esModule', 'then', 'default', 'toJSON']);

/** The error of what the platform has and Annex lacks. */
export function unavailable(module: string, used: string): Error {
  return new Error(`The platform module '${module}' is not available here (used: ${used})`);
}

/**
 * Stands for a module that is not here, or for a member of one, at any depth: it can be required, read, destructured, passed on and
 * extended, and fails when it is called, constructed, written to, or made a text or a number, saying which it was.
 *
 * @param path the module and the member, such as `IndexUtil.IndexType.UGC`
 */
export function absent(module: string, path = module): object {
  const members = new Map<string, object>();
  const fail = (used: string): never => {
    throw unavailable(module, used);
  };
  const convert = (): never => fail(path);
  // A function of its own: what is extended has a prototype.
  return new Proxy(function () {
    fail(path);
  }, {
    get(target, name) {
      if (name === Symbol.toPrimitive) {
        return convert;
      }
      if (typeof name === 'symbol' || SILENT.has(name)) {
        return undefined;
      }
      if (name === 'prototype') {
        return target.prototype as unknown;
      }
      let member = members.get(name);
      if (member === undefined) {
        member = absent(module, `${path}.${name}`);
        members.set(name, member);
      }
      return member;
    },
    set: (_target, name) => fail(`${path}.${String(name)} = …`),
    apply: () => fail(path === module ? `${module}()` : path),
    construct: () => fail(`new ${path}()`),
  });
}

/** Members of a module that is here which are not: each fails when it is called. */
export function lacking<T extends object>(module: string, object: T, ...names: readonly string[]): T {
  for (const name of names) {
    Object.defineProperty(object, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: () => {
        throw unavailable(module, `${module}.${name}`);
      },
    });
  }
  return object;
}
