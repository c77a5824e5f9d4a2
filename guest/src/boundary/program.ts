import type { FilesDeclaration } from './files';

/** What the host asks to load. */
export interface Program {
  readonly style: string;
  readonly addon: string;
  readonly version: string;
  readonly entry: string;
  readonly params: unknown;
  /** Whether it may use WebAssembly; not where nothing is said. */
  readonly webAssembly?: boolean;
  /** Whether a test may put its clock forward; not where nothing is said. */
  readonly movesClock?: boolean;
}

export interface EndpointDeclaration {
  readonly method: string;
  readonly path: string;
  readonly body: 'text' | 'bytes';
  /**
   * `below`: the one segment of the path in any case, and all paths below it. `express`: the path as a template in any case, whose last segment
   * may be `*`, which is all that is below. Otherwise the path as a template.
   */
  readonly reach?: 'below' | 'express';
  /** The folder whose files the host answers with, at the path and below it, without the guest. */
  readonly files?: FilesDeclaration;
  readonly operation?: OperationDescription;
}

/** What an endpoint takes and gives, as data; what is not known is absent. */
export interface OperationDescription {
  readonly description?: string;
  readonly parameters?: readonly ParameterDescription[];
  /** Whether the answer is JSON. */
  readonly serialize?: boolean;
  readonly longRunning?: boolean;
}

export interface ParameterDescription {
  readonly name: string;
  /** Where it is looked for, in this order. */
  readonly places: readonly ('route' | 'query' | 'body' | 'header')[];
  readonly required: boolean;
  readonly default?: unknown;
  /** JSON Schema, in the draft that the add-on wrote it in. */
  readonly schema?: unknown;
  /** Whether a text is read as JSON. */
  readonly deserialize?: boolean;
  readonly description?: string;
}

/** What browsers get of an add-on's script for them: nothing to say where that can go as it is written. */
export interface ClientScript {
  /** The script for browsers, compiled. */
  readonly code?: string;
  /** Why it could not be compiled, for the author. */
  readonly error?: string;
}

/** What the program wants to be told, beside requests. Its place in the list is what the host calls it by. */
export interface ListenerDeclaration {
  readonly name: string;
}

/** A program that is loaded: what it answers, and how. */
export interface LoadedProgram {
  readonly endpoints: readonly EndpointDeclaration[];
  readonly warnings: readonly string[];
  /** Which modules of its platform the program requires; only where it is checked. */
  readonly modules?: readonly string[];
  /** Where the add-on has a script for browsers. */
  readonly clientScript?: ClientScript;
  /** What a module of the jbackend style can be asked. */
  readonly hooks?: { readonly before: boolean; readonly session: boolean; readonly requests: readonly string[] };
  exchange(message: string, body?: ArrayBuffer): string | null;
  /** Where the style's programs can listen. */
  readonly listeners?: Listening;
}

/** The listeners of a program that is loaded. */
export interface Listening {
  readonly declared: readonly ListenerDeclaration[];
  /** Runs an exchange that began with no request. */
  hear(message: string): string | null;
}

/** What a style does with a program; a promise where it needs microtasks to run before. */
export type Style = (program: Program) => LoadedProgram | Promise<LoadedProgram>;
