/** JSON Schema's third draft, in which schemas without `$schema` are written, and the two before it, as the fourth, which the validator knows. */
import { SchemaError, type Schema } from './schema';

/** The drafts before the fourth. */
export type Draft = '1' | '2' | '3';

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null', 'any']);
const MOST_LEVELS = 64;
/** What the fourth draft calls these formats. */
const FORMATS: Record<string, string> = { 'ip-address': 'ipv4', 'host-name': 'hostname' };
/** Keywords whose value is a schema, a list of schemas, or schemas by name; also those of later drafts, as people mix them. */
const NESTED = new Set(['items', 'additionalItems', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf', 'contains', 'propertyNames', 'if', 'then', 'else']);
const NESTED_BY_NAME = new Set(['patternProperties', 'definitions', '$defs']);

/**
 * The same schema in the fourth draft. `required` inside a property becomes the list of the object, `type` and `disallow` with schemas in their
 * lists become `anyOf` and `not`, `extends` becomes `allOf`, `divisibleBy` `multipleOf`, and a `dependencies` of one name a list. In the first two
 * drafts a property is required unless it is `optional`, `requires` stands in the property that depends, limits say by `minimumCanEqual` and
 * `maximumCanEqual` whether they are allowed themselves, and the first has `maxDecimal`.
 *
 * @param at where it stands, for the error
 * @throws SchemaError naming the place of what is no schema
 */
export function translated(schema: unknown, at: string, draft: Draft = '3', level = 0): Schema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new SchemaError(at, schema, 'a schema, such as {type: "number"}');
  }
  if (level > MOST_LEVELS) {
    throw new SchemaError(at, 'deeper', `at most ${MOST_LEVELS} schemas in each other`);
  }
  const source = schema as Schema;
  const out: Schema = {};
  const all: unknown[] = [];
  const nested = (value: unknown, place: string): unknown => (typeof value === 'boolean' ? value : translated(value, place, draft, level + 1));
  for (const key of Object.keys(source)) {
    const value = source[key];
    const place = `${at}.${key}`;
    if (key === 'type') {
      types(value, place, nested, out, all);
    } else if (key === 'disallow') {
      const refused: Schema = {};
      const alternatives: unknown[] = [];
      types(value, place, nested, refused, alternatives);
      all.push({ not: { ...refused, ...(alternatives.length === 0 ? {} : { allOf: alternatives }) } });
    } else if (key === 'extends') {
      (Array.isArray(value) ? (value as unknown[]) : [value]).forEach((each) => all.push(nested(each, place)));
    } else if (key === 'divisibleBy') {
      out['multipleOf'] = value;
    } else if (key === 'properties') {
      properties(value, place, nested, out, draft);
    } else if (key === 'required') {
      // Inside a property it is read with the object; a list is what later drafts have.
      if (Array.isArray(value)) {
        out['required'] = [...((out['required'] as unknown[] | undefined) ?? []), ...(value as unknown[])];
      } else if (typeof value !== 'boolean') {
        throw new SchemaError(place, value, 'true or false');
      }
    } else if (draft !== '3' && OLD.has(key)) {
      older(key, value, place, out);
    } else if (key === 'dependencies') {
      out['dependencies'] = byName(value, place, (each, where) => (typeof each === 'string' ? [each] : Array.isArray(each) ? each : nested(each, where)));
    } else if (key === 'format') {
      out['format'] = typeof value === 'string' ? (FORMATS[value] ?? value) : value;
    } else if (NESTED.has(key)) {
      out[key] = Array.isArray(value) ? value.map((each, i) => nested(each, `${place}[${i}]`)) : nested(value, place);
    } else if (NESTED_BY_NAME.has(key)) {
      out[key] = byName(value, place, nested);
    } else {
      out[key] = value;
    }
  }
  if (all.length > 0) {
    out['allOf'] = [...((out['allOf'] as unknown[] | undefined) ?? []), ...all];
  }
  return out;
}

type Nested = (value: unknown, place: string) => unknown;

function byName(value: unknown, place: string, each: Nested): Schema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SchemaError(place, value, 'an object, by name');
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one, `${place}.${name}`)]));
}

/** Keywords of the first two drafts alone; `optional` and `requires` are read with the object. */
const OLD = new Set(['optional', 'requires', 'minimumCanEqual', 'maximumCanEqual', 'maxDecimal']);

function older(key: string, value: unknown, place: string, out: Schema): void {
  if (key === 'maxDecimal') {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 15) {
      throw new SchemaError(place, value, 'a whole number from 0 to 15');
    }
    out['multipleOf'] = Number(`1e-${String(value)}`);
  } else if (key !== 'requires' && typeof value !== 'boolean') {
    throw new SchemaError(place, value, 'true or false');
  } else if (key === 'minimumCanEqual') {
    out['exclusiveMinimum'] = value === false;
  } else if (key === 'maximumCanEqual') {
    out['exclusiveMaximum'] = value === false;
  }
}

function properties(value: unknown, place: string, nested: Nested, out: Schema, draft: Draft): void {
  const schemas = byName(value, place, nested);
  out['properties'] = schemas;
  const all = Object.entries(value as Schema) as [string, Schema][];
  const required = all.flatMap(([name, one]) => ((draft === '3' ? one['required'] === true : one['optional'] !== true) ? [name] : []));
  if (draft !== '3') {
    const dependent = all.flatMap(([name, { requires }]) =>
      requires === undefined ? [] : [[name, typeof requires === 'string' ? [requires] : nested(requires, `${place}.${name}.requires`)] as const],
    );
    if (dependent.length > 0) {
      out['dependencies'] = Object.fromEntries(dependent);
    }
  }
  if (required.length > 0) {
    out['required'] = [...((out['required'] as unknown[] | undefined) ?? []), ...required];
  }
}

/** `type`: a name, or a list of names and schemas. `any` says nothing. */
function types(value: unknown, place: string, nested: Nested, out: Schema, all: unknown[]): void {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  const names: string[] = [];
  const schemas: unknown[] = [];
  for (const each of list) {
    if (typeof each === 'string') {
      if (!TYPES.has(each)) {
        throw new SchemaError(place, each, [...TYPES].join(', '));
      }
      names.push(each);
    } else {
      schemas.push(nested(each, place));
    }
  }
  if (names.includes('any')) {
    return;
  }
  if (schemas.length === 0) {
    out['type'] = names.length === 1 ? names[0] : names;
  } else {
    all.push({ anyOf: [...(names.length === 0 ? [] : [{ type: names }]), ...schemas] });
  }
}
