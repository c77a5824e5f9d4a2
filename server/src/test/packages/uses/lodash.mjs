import _ from 'lodash';
export default () => [_.chunk([1, 2, 3, 4, 5], 2), _.groupBy(['one', 'two', 'three'], 'length'), _.merge({ a: { b: 1 } }, { a: { c: 2 } }), _.template('Hi <%= name %>')({ name: 'Ada' }), _.deburr('déjà vu'), _.sortBy([{ n: 3 }, { n: 1 }], 'n'), _.cloneDeep({ d: new Date(0), m: new Map([[1, 2]]) }), _.isEqual([1, { a: 2 }], [1, { a: 2 }])];
