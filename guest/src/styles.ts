import { restapp } from './restapp';

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
}

/** A program that is loaded: what it answers, and how. */
export interface LoadedProgram {
  readonly endpoints: readonly EndpointDeclaration[];
  readonly warnings: readonly string[];
  exchange(message: string, body?: ArrayBuffer): string | null;
}

export const styles: Record<string, (program: Program) => LoadedProgram> = { restapp };
