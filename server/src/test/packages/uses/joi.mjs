import Joi from 'joi';
export default () => {
  const schema = Joi.object({ name: Joi.string().min(2).required(), age: Joi.number().integer(), when: Joi.date().iso(), list: Joi.array().items(Joi.string()), mail: Joi.string().email({ tlds: false }) }).xor('age', 'when');
  const { error } = schema.validate({ name: 'A', age: 1.5 }, { abortEarly: false });
  return [schema.validate({ name: 'Ada', age: '7' }).value, error.details.map(({ message }) => message), Joi.attempt('5', Joi.number()), Joi.string().valid('x').validate('y').error.message, schema.describe().type, Joi.isSchema(schema), schema.extract('name').type];
};
