import { inspect } from '../../runtime/inspect';

export type Schema = Record<string, unknown>;

/** A schema of an add-on that is none; the load fails with it. */
export class SchemaError extends TypeError {
  constructor(place: string, found: unknown, expected: string) {
    super(`${place}: ${typeof found === 'string' ? found : inspect(found)} (expected: ${expected})`);
  }
}

/** What is wrong with a value. */
export interface Failure {
  /** Where in the value, as a JSON pointer behind `#`. */
  readonly uri: string;
  /** The keyword of the schema that it does not fulfil. */
  readonly attribute: string;
  readonly message: string;
}

/** Says what is wrong with a value; undefined for nothing. */
export type Check = (value: unknown) => readonly unknown[] | undefined;
