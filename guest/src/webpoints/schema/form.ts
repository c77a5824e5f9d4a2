/** Whether a schema is one: the kinds of its keywords' values, before it is used. */
import { SchemaError, type Schema } from './schema';

type Rule = readonly [expected: string, holds: (value: unknown) => boolean];

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
const isType = (value: unknown): boolean => TYPES.includes(value as string);

const number: Rule = ['a number', isNumber];
const count: Rule = ['a whole number, 0 or more', isCount];
const text: Rule = ['a text', isText];
const truth: Rule = ['true or false', (value) => typeof value === 'boolean'];
const limit: Rule = ['a number, or true or false', (value) => isNumber(value) || typeof value === 'boolean'];
const list: Rule = ['a list', Array.isArray];
const names: Rule = ['a list of texts', (value) => Array.isArray(value) && value.every(isText)];

const RULES: Record<string, Rule> = {
  type: [TYPES.join(', '), (value) => (Array.isArray(value) ? value.length > 0 && value.every(isType) : isType(value))],
  multipleOf: ['a number above 0', (value) => isNumber(value) && (value as number) > 0],
  minimum: number,
  maximum: number,
  exclusiveMinimum: limit,
  exclusiveMaximum: limit,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  minContains: count,
  maxContains: count,
  uniqueItems: truth,
  pattern: ['a regular expression', isPattern],
  format: text,
  enum: list,
  required: names,
  $ref: text,
};
const SCHEMAS = ['additionalItems', 'additionalProperties', 'unevaluatedItems', 'unevaluatedProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas'];

function isPattern(value: unknown): boolean {
  try {
    return isText(value) && new RegExp(value as string, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Goes through a schema and those in it; throws a SchemaError naming the place of what cannot be. */
export function checkForm(schema: unknown, at: string): void {
  if (typeof schema === 'boolean') {
    return;
  }
  if (!isObject(schema)) {
    throw new SchemaError(at, schema, 'a schema, such as {type: "number"}');
  }
  for (const key of Object.keys(schema)) {
    const value = schema[key];
    const place = `${at}.${key}`;
    const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
    if (rule !== undefined && !rule[1](value)) {
      throw new SchemaError(place, value, rule[0]);
    }
    if (SCHEMAS.includes(key) || (key === 'items' && !Array.isArray(value))) {
      checkForm(value, place);
    } else if (LISTS.includes(key) || key === 'items') {
      if (!Array.isArray(value)) {
        throw new SchemaError(place, value, 'a list of schemas');
      }
      value.forEach((each, i) => {
        checkForm(each, `${place}[${i}]`);
      });
    } else if (MAPS.includes(key) || key === 'dependencies') {
      if (!isObject(value)) {
        throw new SchemaError(place, value, 'schemas by name');
      }
      for (const [name, each] of Object.entries(value)) {
        if (key === 'patternProperties' && !isPattern(name)) {
          throw new SchemaError(place, name, 'a regular expression');
        }
        if (key !== 'dependencies' || !names[1](each)) {
          checkForm(each, `${place}.${name}`);
        }
      }
    }
  }
}
