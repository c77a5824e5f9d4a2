/**
 * Java's getters are properties as well, as scripts of the platform have them: an object with `getSubject()` has `subject`, one with
 * `isEmpty()` has `empty`. What the object has by that name already stays.
 */
export function beans<T extends object>(object: T): T {
  for (let at: object | null = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const [, rest = ''] = /^(?:get|is)([A-Z].*)$/.exec(name) ?? [];
      const property = rest.charAt(0).toLowerCase() + rest.slice(1);
      if (rest !== '' && !(property in object)) {
        Object.defineProperty(object, property, {
          configurable: true,
          get(this: Record<string, () => unknown>) {
            return (this[name] as () => unknown)();
          },
        });
      }
    }
  }
  return object;
}
