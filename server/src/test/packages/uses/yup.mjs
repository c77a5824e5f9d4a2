import * as yup from 'yup';
export default async () => {
  const schema = yup.object({ name: yup.string().required().min(2), age: yup.number().positive().integer(), url: yup.string().url(), tags: yup.array().of(yup.string()) });
  const failed = await schema.validate({ name: 'A', age: -1 }, { abortEarly: false }).catch((error) => error.errors);
  return [await schema.validate({ name: 'Ada', age: '7' }), failed, await schema.isValid({ name: 'Bob' }), schema.cast({ age: '3', name: 'x' }), yup.reach(schema, 'name').type, yup.mixed().oneOf(['a']).isValidSync('b'), yup.date().cast('2020-01-01').toISOString()];
};
