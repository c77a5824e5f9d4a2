/**
 * Array buffers lie outside of V8's heap and its limit. So their constructors announce to the host what they are about to allocate,
 * in portions, and the host ends the exchange that asks for too much. Imported before everything else: the libraries in this
 * bundle must see these constructors and not the originals.
 */
import { call, connected } from '../boundary/host';

const PORTION = 8 * 1024 * 1024;
const LARGE = 1024 * 1024;
let unannounced = 0;

function allocating(bytes: number): void {
  if (!(bytes > 0) || !connected()) {
    return;
  }
  unannounced += bytes;
  if (bytes >= LARGE || unannounced >= PORTION) {
    const announce = unannounced;
    unannounced = 0;
    call('memory', String(announce));
  }
}

type Constructor = new (...args: any[]) => object;
const globals = globalThis as unknown as Record<string, Constructor>;
const { construct } = Reflect;

function guard(name: string, bytesOf: (args: any[]) => number): void {
  const Original = globals[name];
  if (Original === undefined) {
    return;
  }
  const guarded = {
    [name]: function (this: unknown, ...args: any[]) {
      if (new.target === undefined) {
        throw new TypeError(`Constructor ${name} requires 'new'`);
      }
      allocating(bytesOf(args));
      return construct(Original, args, new.target === (guarded as unknown) ? Original : new.target);
    },
  }[name] as unknown as Constructor;
  Object.setPrototypeOf(guarded, Object.getPrototypeOf(Original) as object);
  for (const key of Reflect.ownKeys(Original)) {
    if (key !== 'name' && key !== 'length' && key !== 'arguments' && key !== 'caller') {
      Object.defineProperty(guarded, key, Object.getOwnPropertyDescriptor(Original, key) as PropertyDescriptor);
    }
  }
  Object.defineProperty(Original.prototype, 'constructor', { value: guarded, writable: true, configurable: true });
  Object.defineProperty(globalThis, name, { value: guarded, writable: true, configurable: true });
}

function bufferBytes(args: any[]): number {
  return Math.max(Number(args[0]) || 0, Number((args[1] as { maxByteLength?: number } | undefined)?.maxByteLength) || 0);
}

function guardResizing(name: string, methods: string[]): void {
  const prototype = globals[name]?.prototype as Record<string, (size?: unknown) => unknown> | undefined;
  for (const method of methods) {
    const original = prototype?.[method];
    if (prototype !== undefined && original !== undefined) {
      prototype[method] = function (this: unknown, size?: unknown) {
        allocating(Number(size) || 0);
        return size === undefined ? original.call(this) : original.call(this, size);
      };
    }
  }
}

export function guardMemory(): void {
  guard('ArrayBuffer', bufferBytes);
  guard('SharedArrayBuffer', bufferBytes);
  guardResizing('ArrayBuffer', ['resize', 'transfer', 'transferToFixedLength']);
  guardResizing('SharedArrayBuffer', ['grow']);
  const names = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float16', 'Float32', 'Float64', 'BigInt64', 'BigUint64'];
  for (const name of names) {
    const size = (globals[`${name}Array`] as unknown as { BYTES_PER_ELEMENT?: number } | undefined)?.BYTES_PER_ELEMENT ?? 1;
    guard(`${name}Array`, (args) => {
      const first: unknown = args[0];
      if (typeof first === 'number') {
        return first * size;
      }
      return typeof first === 'object' && first !== null && 'length' in first ? Number(first.length) * size : 0;
    });
  }
}

guardMemory();
