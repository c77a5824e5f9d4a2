/**
 * Built-ins as they were before any add-on code ran. An add-on may replace `String.prototype.indexOf`; it harms itself alone, but what
 * crosses the boundary stays well-formed.
 */
const { call } = Function.prototype;
const uncurry = <T extends (...args: any[]) => any>(method: T) =>
  call.bind(method) as unknown as (self: unknown, ...args: Parameters<T>) => ReturnType<T>;

export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const push = uncurry(Array.prototype.push) as (self: unknown[], ...items: unknown[]) => number;
export const stringify = JSON.stringify;
export const parse = JSON.parse;
