const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next number in the direction of `towards`. */
function nextAfter(start: number, towards: number): number {
  if (Number.isNaN(start) || Number.isNaN(towards) || start === towards) {
    return start === towards ? towards : Number.NaN;
  }
  if (start === 0) {
    return towards > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  }
  double[0] = start;
  bits[0] = (bits[0] as bigint) + ((towards > start) === (start > 0) ? 1n : -1n);
  return double[0];
}

/** To the nearest whole number, of two the even one. */
function rint(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
}

const exact =
  (name: string, f: (...numbers: bigint[]) => bigint) =>
  (...numbers: number[]): number => {
    const result = f(...numbers.map((each) => BigInt(Math.trunc(each))));
    if (result > 2n ** 63n - 1n || result < -(2n ** 63n)) {
      throw new RangeError(`MathInstance.${name}: long overflow`);
    }
    return Number(result);
  };

function exponent(value: number): number {
  double[0] = value;
  return Number(((bits[0] as bigint) >> 52n) & 0x7ffn) - 1023;
}

/** `require('MathInstance')`: what `java.lang.Math` has. */
export const mathInstance = (): object => ({
  ...Object.fromEntries(
    (['E', 'PI', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp', 'log', 'log10', 'sqrt', 'cbrt', 'ceil', 'floor', 'atan2', 'pow', 'random', 'abs', 'max', 'min', 'sinh', 'cosh', 'tanh', 'hypot', 'expm1', 'log1p'] as const).map(
      (name) => [name, Math[name]],
    ),
  ),
  toRadians: (degrees: number) => (degrees / 180) * Math.PI,
  toDegrees: (radians: number) => (radians * 180) / Math.PI,
  IEEEremainder: (dividend: number, divisor: number) => dividend - divisor * rint(dividend / divisor),
  rint,
  round: (value: number) => (Number.isNaN(value) ? 0 : Math.floor(value + 0.5)),
  ulp: (value: number) => nextAfter(Math.abs(value), Infinity) - Math.abs(value),
  signum: Math.sign,
  copySign: (magnitude: number, sign: number) => (sign < 0 || Object.is(sign, -0) ? -Math.abs(magnitude) : Math.abs(magnitude)),
  getExponent: exponent,
  nextAfter,
  nextUp: (value: number) => nextAfter(value, Infinity),
  nextDown: (value: number) => nextAfter(value, -Infinity),
  scalb: (value: number, scale: number) => value * 2 ** scale,
  addExact: exact('addExact', (x, y) => x + y),
  subtractExact: exact('subtractExact', (x, y) => x - y),
  multiplyExact: exact('multiplyExact', (x, y) => x * y),
  incrementExact: exact('incrementExact', (x) => x + 1n),
  decrementExact: exact('decrementExact', (x) => x - 1n),
  negateExact: exact('negateExact', (x) => -x),
  toIntExact: (value: number) => {
    if (!(value >= -(2 ** 31) && value < 2 ** 31)) {
      throw new RangeError('MathInstance.toIntExact: integer overflow');
    }
    return Math.trunc(value);
  },
  floorDiv: (x: number, y: number) => Math.floor(x / y),
  floorMod: (x: number, y: number) => ((x % y) + y) % y,
});
