/**
 * `members`, where to ask for anything else is an error that names it: a widget that was written for more than is here should not fail with
 * "undefined is not a function".
 *
 * @param advice what to do instead, as a clause
 */
export function only<T extends object>(name: string, members: T, advice: string): T {
  return new Proxy(members, {
    get(target, key, receiver) {
      // What promises, JSON and React look for in everything.
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON' || key.startsWith('$$')) {
        return Reflect.get(target, key, receiver) as unknown;
      }
      throw new TypeError(`${name}.${key} is not there: ${advice}`);
    },
  });
}
