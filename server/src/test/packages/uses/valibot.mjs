import * as v from 'valibot';
export default () => {
  const schema = v.object({ name: v.pipe(v.string(), v.minLength(2)), age: v.optional(v.pipe(v.number(), v.integer())), mail: v.pipe(v.string(), v.email()) });
  const bad = v.safeParse(schema, { name: 'A', mail: 'x' });
  return [v.parse(schema, { name: 'Ada', mail: 'a@example.org' }), bad.success, v.flatten(bad.issues), v.is(v.picklist(['a']), 'b'), v.parse(v.pipe(v.string(), v.transform((text) => text.length)), 'abc'), v.parse(v.fallback(v.number(), 7), 'x'), v.parse(v.union([v.string(), v.number()]), 5)];
};
