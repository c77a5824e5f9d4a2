import * as yaml from 'js-yaml';
export default () => {
  let wrong;
  try { yaml.load('a: ['); } catch (error) { wrong = [error.name, error.reason]; }
  const all = yaml.loadAll('1\n---\n2');
  return [yaml.load('a: 1\nb: [x, é]\nd: 2020-01-01'), yaml.dump({ a: [1, { b: 'x: y' }], n: null }), wrong, all, yaml.dump({ b: 1, a: 2 }, { sortKeys: true }), yaml.load('1', { schema: yaml.FAILSAFE_SCHEMA }), yaml.load('a: ~\nb: 0x1f')];
};
