import { stringify, parse } from '../host/primordials';
import type { ParameterDescription } from '../boundary/program';
import type { Request } from './request';
import { checkOf } from './schema/check';
import type { Draft } from './schema/draft03';
import type { Check } from './schema/schema';
import type { ParameterOptions } from './templates';

/** A custom validator: says what is wrong with a value in any form that {@link failuresOf} reads. */
export type Validator = (value: unknown, schema: unknown) => unknown;

/** Input of a client that an operation does not take; the text is answered with status 400. */
export class BadArgument extends Error {}

type Deserialize = (value: unknown) => unknown;

/** Reads one parameter of a request. Made when the add-on is loaded. */
export interface Parameter {
  readonly description: ParameterDescription;
  /** The value; throws BadArgument where there is none, or it is not what the schema asks for. */
  read(request: Request): unknown;
}

/**
 * @param operation the URL, for errors
 * @throws TypeError where the description cannot be used: it names the operation, the parameter and what is expected
 */
export function parameterOf(operation: string, name: string, options: ParameterOptions, validator: Validator | undefined, draft: Draft): Parameter {
  const at = `operation ${operation}: parameter ${name}`;
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${at}: ${String(options)} (expected: an object, such as {deserialize: true})`);
  }
  const { default: fallback, deserialize, isHeader, schema } = options;
  if (deserialize !== undefined && typeof deserialize !== 'boolean' && typeof deserialize !== 'function') {
    throw new TypeError(`${at}: deserialize: ${String(deserialize)} (expected: true, false or a function)`);
  }
  const converted = deserializer(name, deserialize);
  const check = schema === undefined || schema === null ? undefined : validator === undefined ? checkOf(schema, `${at}: schema`, draft) : custom(validator, schema);
  return {
    description: described(name, options),
    read(request) {
      const value = isHeader ? request.get(name) : request.param(name);
      if (value === undefined) {
        if (fallback === undefined) {
          throw new BadArgument(`Argument ${name} is missing`);
        }
        return fallback;
      }
      const given: unknown = typeof value === 'string' && converted !== undefined ? converted(value) : value;
      const failures = check?.(given);
      if (failures !== undefined) {
        throw new BadArgument(`Argument ${name} schema validation failed: ${shown(failures)}`);
      }
      return given;
    },
  };
}

function deserializer(name: string, deserialize: unknown): ((text: string) => unknown) | undefined {
  if (deserialize === true) {
    return (text) => {
      const number = smallInteger(text);
      if (number >= 0) {
        return number;
      }
      try {
        return parse(text) as unknown;
      } catch (error) {
        throw new BadArgument(`Argument ${name} is not JSON: ${escaped((error as Error).message)}`);
      }
    };
  }
  if (typeof deserialize !== 'function') {
    return undefined;
  }
  return (text) => {
    try {
      return (deserialize as Deserialize)(text);
    } catch (error) {
      throw new BadArgument(`Argument ${name} cannot be read: ${escaped(error instanceof Error ? error.message : String(error))}`);
    }
  };
}

/** What most requests carry, without the parser; -1 for all else. */
function smallInteger(text: string): number {
  const { length } = text;
  if (length === 0 || length > 9 || (length > 1 && text.charCodeAt(0) === 48)) {
    return -1;
  }
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value;
}

function custom(validator: Validator, schema: unknown): Check {
  return (value) => {
    try {
      return failuresOf(validator(value, schema));
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  };
}

/**
 * What a custom validator found: nothing, true and an empty list mean that the value is good; else a list of errors, a text, false, or an object
 * with such a list in `errors`.
 */
function failuresOf(result: unknown): readonly unknown[] | undefined {
  if (result === undefined || result === null || result === true || result === '') {
    return undefined;
  }
  if (Array.isArray(result)) {
    return result.length === 0 ? undefined : (result as unknown[]);
  }
  if (typeof result === 'object') {
    const { errors, valid } = result as { errors?: unknown; valid?: unknown };
    return valid === true ? undefined : errors === undefined && valid === undefined ? [result] : (failuresOf(errors) ?? (valid === false ? ['invalid'] : undefined));
  }
  return [result === false ? 'invalid' : result];
}

/** As JSON in which no browser finds markup: errors may repeat what the client sent. */
function shown(failures: readonly unknown[]): string {
  let json: string;
  try {
    json = stringify(failures);
  } catch {
    json = '["invalid"]';
  }
  return json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** A text for an answer of type `text/html`. */
export function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function described(name: string, { default: fallback, deserialize, isHeader, schema, description }: ParameterOptions): ParameterDescription {
  const data = { default: asData(fallback), schema: asData(schema) };
  return {
    name,
    places: isHeader ? ['header'] : ['route', 'query', 'body'],
    required: fallback === undefined,
    ...(data.default === undefined ? {} : { default: data.default }),
    ...(data.schema === undefined ? {} : { schema: data.schema }),
    ...(deserialize === true ? { deserialize: true } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

/** What can be written as JSON, as it is now; undefined for all else. */
function asData(value: unknown): unknown {
  try {
    const json = stringify(value) as string | undefined;
    return json === undefined ? undefined : (parse(json) as unknown);
  } catch {
    return undefined;
  }
}
