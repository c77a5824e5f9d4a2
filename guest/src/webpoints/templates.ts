/** `require('webpoints').parameters`: descriptions of parameters for the usual types. */
import { callable, Filled } from './callable';

/** What an operation says of one parameter. */
export interface ParameterOptions {
  readonly default?: unknown;
  readonly deserialize?: unknown;
  readonly isHeader?: unknown;
  readonly schema?: unknown;
  readonly description?: unknown;
}

const CONSTRUCTORS = new Map<unknown, string>([
  [Array, 'array'],
  [Object, 'object'],
  [Number, 'number'],
  [String, 'string'],
  [Boolean, 'boolean'],
  [null, 'null'],
]);
const NAMES = ['string', 'number', 'integer', 'boolean', 'any', 'null', 'object', 'array'];

function typeOf(type: unknown): unknown {
  const name = CONSTRUCTORS.get(type) ?? type;
  if (typeof name === 'string' && !NAMES.includes(name)) {
    throw new TypeError(`parameter type: ${name} (expected: ${NAMES.join(', ')}, Array, Object, Number, String, Boolean or null)`);
  }
  if (typeof name === 'string' || (typeof name === 'object' && name !== null)) {
    return name;
  }
  throw new TypeError(`parameter type: ${String(type)} (expected: a name such as 'number', or Array, Object, Number, String, Boolean or null)`);
}

/** The members come to be in the order in which the document has them. */
function template(target: Record<string, unknown>, type: unknown, fallback: readonly unknown[]): void {
  target['deserialize'] = true;
  if (fallback.length > 0 && fallback[0] !== undefined) {
    target['default'] = fallback[0];
  }
  target['schema'] = { type };
}

export class Primitive extends Filled {
  constructor(type: unknown, ...fallback: [fallback?: unknown]) {
    super();
    template(this as unknown as Record<string, unknown>, typeOf(type), fallback);
  }
}

function primitive(type: string): new (fallback?: unknown) => Primitive {
  return callable(
    class extends Primitive {
      constructor(fallback?: unknown) {
        super(type, fallback);
      }
    },
  );
}

/** `new UnionParam('number', 'string')`, or with a default `new UnionParam(['number', 'string'], 5)`. */
class UnionParam extends Filled {
  constructor(...types: unknown[]) {
    super();
    const [first, ...fallback] = types;
    const listed = Array.isArray(first);
    template(this as unknown as Record<string, unknown>, (listed ? (first as unknown[]) : types).map(typeOf), listed ? fallback : []);
  }
}

export const parameters = {
  Primitive: callable(Primitive),
  NumberParam: primitive('number'),
  StringParam: primitive('string'),
  IntegerParam: primitive('integer'),
  BoolParam: primitive('boolean'),
  NullParam: primitive('null'),
  ObjectParam: primitive('object'),
  AnyParam: primitive('any'),
  UnionParam: callable(UnionParam),
};
