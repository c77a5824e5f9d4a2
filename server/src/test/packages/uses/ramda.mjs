import * as R from 'ramda';
export default () => [R.pipe(R.filter((n) => n % 2 === 0), R.map(R.multiply(3)), R.sum)([1, 2, 3, 4]), R.groupBy((n) => (n > 1 ? 'big' : 'small'), [1, 2, 3]), R.assocPath(['a', 'b'], 1, {}), R.curry((a, b) => a + b)(1)(2), R.evolve({ a: R.inc }, { a: 1, b: 2 }), R.view(R.lensProp('x'), { x: 5 }), R.zipObj(['a', 'b'], [1, 2]), R.equals([1, [2]], [1, [2]])];
