import { restapp } from './restapp';
import { widget } from './widget';

/** What the host asks to load. */
export interface Program {
  readonly style: string;
  readonly addon: string;
  readonly version: string;
  readonly entry: string;
  readonly params: unknown;
}

export interface EndpointDeclaration {
  readonly method: string;
  readonly path: string;
  readonly body: 'text' | 'bytes';
  /** `below`: the one segment of the path in any case, and all paths below it; otherwise the path as a template. */
  readonly reach?: 'below';
}

/** What browsers get of an add-on's script for them: nothing to say where that can go as it is written. */
export interface ClientScript {
  /** The script for browsers, compiled. */
  readonly code?: string;
  /** Why it could not be compiled, for the author. */
  readonly error?: string;
}

/** A program that is loaded: what it answers, and how. */
export interface LoadedProgram {
  readonly endpoints: readonly EndpointDeclaration[];
  readonly warnings: readonly string[];
  /** Where the add-on has a script for browsers. */
  readonly clientScript?: ClientScript;
  exchange(message: string, body?: ArrayBuffer): string | null;
}

/** What a style does with a program; a promise where it needs microtasks to run before. */
export type Style = (program: Program) => LoadedProgram | Promise<LoadedProgram>;

export const styles: Record<string, Style> = { restapp, widget };
