/** Node's `util.types`: what a value is inside, whatever it says of itself. */

type Is = (value: unknown) => boolean;
type Getter = (this: unknown) => unknown;

const { apply, getOwnPropertyDescriptor } = Reflect;
const { toString } = Object.prototype;

/** Whether a method that looks inside takes it. */
function takes(method: (...args: any[]) => unknown, ...args: unknown[]): Is {
  return (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return false;
    }
    try {
      apply(method, value, args);
      return true;
    } catch {
      return false;
    }
  };
}

const getter = (prototype: object, name: PropertyKey): Getter => getOwnPropertyDescriptor(prototype, name)?.get as Getter;
const tagged = (tag: string): Is => (value) => typeof value !== 'string' && apply(toString, value, []) === `[object ${tag}]`;

const typedTag = getter(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);
const typed = (tag: string): Is => (value) => apply(typedTag, value, []) === tag;

const isBigIntObject = takes(BigInt.prototype.valueOf);
const isBooleanObject = takes(Boolean.prototype.valueOf);
const isNumberObject = takes(Number.prototype.valueOf);
const isStringObject = takes(String.prototype.valueOf);
const isSymbolObject = takes(Symbol.prototype.valueOf);
const isArrayBuffer = takes(getter(ArrayBuffer.prototype, 'byteLength'));
const isSharedArrayBuffer: Is =
  typeof SharedArrayBuffer === 'undefined' ? () => false : takes(getter(SharedArrayBuffer.prototype, 'byteLength'));

export const types: Record<string, Is> = {
  isExternal: () => false,
  isDate: takes(Date.prototype.getTime),
  isArgumentsObject: (value) => tagged('Arguments')(value) && !Object.hasOwn(Object(value) as object, Symbol.toStringTag),
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive: (value) => [isNumberObject, isStringObject, isBooleanObject, isBigIntObject, isSymbolObject].some((is) => is(value)),
  isNativeError: (value) => {
    const { isError } = Error as unknown as { isError?: Is };
    return isError === undefined ? value instanceof Error && !Object.hasOwn(value, Symbol.toStringTag) && tagged('Error')(value) : isError(value);
  },
  isRegExp: (value) => typeof value === 'object' && value !== RegExp.prototype && takes(getter(RegExp.prototype, 'source'))(value),
  isAsyncFunction: (value) => typeof value === 'function' && /^Async(?:Generator)?Function$/.test(kind(value)),
  isGeneratorFunction: (value) => typeof value === 'function' && /GeneratorFunction$/.test(kind(value)),
  isGeneratorObject: tagged('Generator'),
  isPromise: (value) => value instanceof Promise && tagged('Promise')(value),
  isMap: takes(getter(Map.prototype, 'size')),
  isSet: takes(getter(Set.prototype, 'size')),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isWeakMap: takes(WeakMap.prototype.has, {}),
  isWeakSet: takes(WeakSet.prototype.has, {}),
  isArrayBuffer,
  isDataView: takes(getter(DataView.prototype, 'byteLength')),
  isSharedArrayBuffer,
  isProxy: () => false,
  isModuleNamespaceObject: (value) => typeof value === 'object' && value !== null && tagged('Module')(value) && Object.getPrototypeOf(value) === null,
  isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isCryptoKey: tagged('CryptoKey'),
  isKeyObject: tagged('KeyObject'),
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isTypedArray: (value) => apply(typedTag, value, []) !== undefined,
};
for (const name of [
  'Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
]) {
  types[`is${name}`] = typed(name);
}

function kind(value: object): string {
  return (value as { constructor?: { name?: string } }).constructor?.name ?? '';
}
