import { z } from 'zod';
export default () => {
  const user = z.object({ name: z.string().min(2), age: z.number().int().optional(), mail: z.email(), tags: z.array(z.enum(['a', 'b'])).default([]) });
  const bad = user.safeParse({ name: 'A', age: 1.5, mail: 'x' });
  const made = z.string().transform((text) => text.length).pipe(z.number().max(5));
  return [user.parse({ name: 'Ada', mail: 'a@example.org' }), bad.success, bad.error.issues.map(({ path, code }) => [path, code]), made.parse('abc'), z.coerce.date().parse('2020-01-01').toISOString(), z.discriminatedUnion('k', [z.object({ k: z.literal('x') })]).safeParse({ k: 'y' }).success, z.record(z.string(), z.number()).parse({ a: 1 })];
};
