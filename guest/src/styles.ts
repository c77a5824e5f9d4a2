import type { FilesDeclaration } from './boundary/files';
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
  /** The folder whose files the host answers with, at the path and below it, without the guest. */
  readonly files?: FilesDeclaration;
}

/** A program that is loaded: what it answers, and how. */
export interface LoadedProgram {
  readonly endpoints: readonly EndpointDeclaration[];
  readonly warnings: readonly string[];
  exchange(message: string, body?: ArrayBuffer): string | null;
}

/** What a style does with a program; a promise where it needs microtasks to run before. */
export type Style = (program: Program) => LoadedProgram | Promise<LoadedProgram>;

export const styles: Record<string, Style> = { restapp, widget };
