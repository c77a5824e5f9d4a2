import { dereference, validate, type OutputUnit, type Schema as LibrarySchema, type SchemaDraft } from '@cfworker/json-schema';
import { translated, type Draft } from './draft03';
import { checkForm } from './form';
import { SchemaError, type Check, type Failure, type Schema } from './schema';

/** Keywords that only say that something within failed, which says so itself. */
const OUTER = new Set(['properties', 'patternProperties', 'items', 'prefixItems', 'additionalItems', '$ref', '$recursiveRef', 'allOf']);
/** Keywords that ask nothing of a value. */
const SILENT = new Set(['type', 'title', 'description', 'default', 'required', '$schema', 'id', '$id']);

type TypeTest = (value: unknown) => boolean;

const TESTS: Record<string, TypeTest> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/**
 * Makes the check of a schema, once, when the add-on is loaded. A schema that only names types, as all templates do, is compared directly; every
 * other one goes to the library.
 *
 * @param at where the schema stands, for errors
 * @param otherwise the draft of a schema that does not say
 * @throws SchemaError where it is no schema; naming the place and what is expected there
 */
export function checkOf(schema: unknown, at: string, otherwise: Draft = '3'): Check {
  const draft = draftOf(schema, at, otherwise);
  const old = draft === '1' || draft === '2' || draft === '3';
  const usable = old ? translated(schema, at, draft) : copied(schema, at);
  checkForm(usable, at);
  return typesAlone(usable) ?? whole(usable as Schema, old ? '4' : draft, at);
}

function draftOf(schema: unknown, at: string, otherwise: Draft): SchemaDraft | Draft {
  const uri = typeof schema === 'object' && schema !== null ? (schema as Schema)['$schema'] : undefined;
  if (uri === undefined) {
    return otherwise;
  }
  const draft = /json-schema\.org\/(?:draft-0?([123467])\/|draft\/(2019-09|2020-12)\/)/.exec(String(uri));
  if (draft === null) {
    throw new SchemaError(`${at}.$schema`, uri, 'draft-01, draft-02, draft-03, draft-04, draft-06, draft-07, 2019-09 or 2020-12 of json-schema.org');
  }
  const name = draft[1] ?? draft[2];
  return name === '6' ? '7' : (name as SchemaDraft | Draft);
}

/** The library writes into a schema; and the add-on may change its own. */
function copied(schema: unknown, at: string): unknown {
  try {
    return JSON.parse(JSON.stringify(schema));
  } catch {
    throw new SchemaError(at, 'a schema that contains itself', 'JSON');
  }
}

/** A check of types alone, or undefined where the schema says more. */
function typesAlone(schema: unknown): Check | undefined {
  if (typeof schema !== 'object' || schema === null || Object.keys(schema).some((key) => !SILENT.has(key) || (key === 'required' && Array.isArray((schema as Schema)[key])))) {
    return undefined;
  }
  const { type } = schema as { type?: string | string[] };
  if (type === undefined) {
    return () => undefined;
  }
  const names = Array.isArray(type) ? type : [type];
  const tests = names.map((name) => TESTS[name] as TypeTest);
  const [only] = tests;
  const holds = only !== undefined && tests.length === 1 ? only : (value: unknown): boolean => tests.some((test) => test(value));
  return (value) => (holds(value) ? undefined : [wrongType(value, names)]);
}

function wrongType(value: unknown, names: readonly string[]): Failure {
  const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return { uri: '#', attribute: 'type', message: `Instance type "${is}" is invalid. Expected "${names.join('", "')}".` };
}

function whole(schema: Schema, draft: SchemaDraft, at: string): Check {
  const lookup = lookupOf(schema, at);
  return (value) => {
    let errors: OutputUnit[];
    try {
      ({ errors } = validate(value, schema, draft, lookup, false));
    } catch (error) {
      // What an add-on's own deserialization made cannot be compared: a function, or an object that contains itself.
      return [{ uri: '#', attribute: 'type', message: String((error as Error).message) }];
    }
    if (errors.length === 0) {
      return undefined;
    }
    const inner = errors.filter(({ keyword }) => !OUTER.has(keyword));
    return (inner.length === 0 ? errors : inner).map(({ instanceLocation, keyword, error }) => ({ uri: instanceLocation, attribute: keyword, message: error }));
  };
}

/** The schemas by their addresses; every reference has to lead to one of them. */
function lookupOf(schema: Schema, at: string): Record<string, LibrarySchema | boolean> {
  let lookup: Record<string, LibrarySchema | boolean>;
  try {
    lookup = dereference(schema);
  } catch (error) {
    throw new SchemaError(at, (error as Error).message, 'references and ids that can be resolved');
  }
  for (const each of Object.values(lookup)) {
    const { $ref, __absolute_ref__: uri } = each as { $ref?: string; __absolute_ref__?: string };
    if ($ref !== undefined && lookup[uri ?? $ref] === undefined) {
      throw new SchemaError(at, `$ref ${$ref}`, 'a reference to a place in the same schema');
    }
  }
  return lookup;
}
