import { Ajv } from 'ajv';
export default () => {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes: true });
  ajv.addFormat('even', { type: 'number', validate: (n) => n % 2 === 0 });
  ajv.addKeyword({ keyword: 'shout', validate: (on, text) => !on || text === text.toUpperCase() });
  ajv.addSchema({ $id: 'item', type: 'object', properties: { n: { type: 'number', format: 'even' } } });
  const validate = ajv.compile({ type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'string', default: 'x', shout: true }, c: { $ref: 'item' } }, additionalProperties: false });
  const data = { a: '3', b: 'X' };
  return [validate(data), data, validate({ d: 1, b: 'x', c: { n: 3 } }), validate.errors.map(({ keyword, instancePath }) => [keyword, instancePath]), ajv.errorsText(validate.errors), ajv.getSchema('item') !== undefined, ajv.validate({ const: 1 }, 2)];
};
