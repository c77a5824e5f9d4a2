/**
 * Array buffers lie outside of V8's heap and its limit. So their constructors announce to the host what they are about to allocate,
 * in portions, and the host ends the exchange that asks for too much. Imported before everything else: the libraries in this
 * bundle must see these constructors and not the originals.
 *
 * A size is read once, and what was read is what is allocated: an object whose `valueOf` says 1 at first and 1e9 afterwards gets 1. Where V8
 * reads more than once (lengths of array-likes), what it made is measured afterwards.
 */
import { call, connected } from '../host/host';

const PORTION = 8 * 1024 * 1024;
const LARGE = 1024 * 1024;
let unannounced = 0;

function allocating(bytes: number): void {
  // What no engine can allocate is V8's to refuse, with a RangeError.
  if (!(bytes > 0) || bytes > MAX_SAFE_INTEGER || !connected()) {
    return;
  }
  unannounced += bytes;
  if (bytes >= LARGE || unannounced >= PORTION) {
    const announce = unannounced;
    unannounced = 0;
    call('memory', `${announce}`);
  }
}

type Constructor = new (...args: any[]) => object;
/** Announces what a call is about to allocate; returns the arguments with sizes read. */
type Announce = (args: any[]) => any[];

const globals = globalThis as unknown as Record<string, Constructor>;
const { construct, apply } = Reflect;
// As they are now: an add-on that replaces them would blind the guard.
const { Number, Math: { max }, Object: { defineProperty } } = globalThis;
const { MAX_SAFE_INTEGER } = Number;
const isView = ArrayBuffer.isView as (value: unknown) => value is ArrayBufferView;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const viewLength = Object.getOwnPropertyDescriptor(typedArray, 'length')?.get as () => number;
const viewBytes = Object.getOwnPropertyDescriptor(typedArray, 'byteLength')?.get as () => number;
const viewBuffer = Object.getOwnPropertyDescriptor(typedArray, 'buffer')?.get as () => unknown;

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function guard(name: string, announce: Announce, measure?: (made: object, args: any[]) => void): void {
  const Original = globals[name];
  if (Original === undefined) {
    return;
  }
  const guarded = {
    [name]: function (this: unknown, ...args: any[]) {
      if (new.target === undefined) {
        throw new TypeError(`Constructor ${name} requires 'new'`);
      }
      const read = announce(args);
      const made = construct(Original, read, new.target === (guarded as unknown) ? Original : new.target) as object;
      measure?.(made, read);
      return made;
    },
  }[name] as unknown as Constructor;
  Object.setPrototypeOf(guarded, Object.getPrototypeOf(Original) as object);
  for (const key of Reflect.ownKeys(Original)) {
    if (key !== 'name' && key !== 'arguments' && key !== 'caller') {
      defineProperty(guarded, key, Object.getOwnPropertyDescriptor(Original, key) as PropertyDescriptor);
    }
  }
  defineProperty(Original.prototype, 'constructor', { value: guarded, writable: true, configurable: true });
  defineProperty(globalThis, name, { value: guarded, writable: true, configurable: true });
}

function announceBuffer(args: any[]): any[] {
  const size = Number(args[0] ?? 0);
  const options: unknown = args[1];
  const given = isObject(options) ? (options as { maxByteLength?: unknown }).maxByteLength : undefined;
  if (given === undefined) {
    allocating(size);
    return [size];
  }
  const most = Number(given);
  allocating(max(size, most));
  return [size, { maxByteLength: most }];
}

/** What a view really has, whatever its own `length` says; a DataView is read as an array-like, which is measured afterwards. */
function lengthOf(view: ArrayBufferView): number {
  try {
    return apply(viewLength, view, []);
  } catch {
    return 0;
  }
}

function announceElements(size: number): Announce {
  return (args) => {
    const first: unknown = args[0];
    if (typeof first === 'number') {
      allocating(first * size);
      return args;
    }
    if (isObject(first)) {
      if (isView(first)) {
        allocating(lengthOf(first) * size);
      }
      return args;
    }
    // A string or so; Number() of a symbol or bigint throws as V8 does.
    const length = first === undefined ? 0 : typeof first === 'bigint' || typeof first === 'symbol' ? first : Number(first);
    allocating(Number(typeof length === 'number' ? length * size : 0));
    return args.length === 0 ? args : [length, ...(args.slice(1) as unknown[])];
  };
}

/** After V8 has read an iterable or array-like, which it may have read in another way than we would have. */
function measureElements(made: object, args: any[]): void {
  const first: unknown = args[0];
  // A view of a buffer, the shared kind too, needs no memory of its own.
  if (isObject(first) && !isView(first) && apply(viewBuffer, made, []) !== first) {
    allocating(apply(viewBytes, made, []));
  }
}

function guardResizing(name: string, methods: string[]): void {
  const prototype = globals[name]?.prototype as Record<string, (size?: unknown) => unknown> | undefined;
  for (const method of methods) {
    const original = prototype?.[method];
    if (prototype !== undefined && original !== undefined) {
      const guarded = {
        [method](this: unknown, size?: unknown): unknown {
          if (size === undefined) {
            return apply(original, this, []);
          }
          const read = Number(size);
          allocating(read);
          return apply(original, this, [read]);
        },
      }[method];
      defineProperty(prototype, method, { value: guarded, writable: true, configurable: true });
    }
  }
}

const KINDS = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float16', 'Float32', 'Float64', 'BigInt64', 'BigUint64'];

guard('ArrayBuffer', announceBuffer);
guard('SharedArrayBuffer', announceBuffer);
guardResizing('ArrayBuffer', ['resize', 'transfer', 'transferToFixedLength']);
guardResizing('SharedArrayBuffer', ['grow']);
for (const kind of KINDS) {
  const name = `${kind}Array`;
  const size = (globals[name] as unknown as { BYTES_PER_ELEMENT?: number } | undefined)?.BYTES_PER_ELEMENT ?? 1;
  guard(name, announceElements(size), measureElements);
}
