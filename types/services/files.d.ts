import type { UploadedFile } from './uploads';

/** A file or folder. */
export interface FileInfo {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  readonly modified: Date;
}

/** What can be written: a text (as UTF-8), bytes, or an uploaded file, which the host copies by itself. */
export type FileContent = string | ArrayBuffer | ArrayBufferView | UploadedFile;

/**
 * A folder. Paths are relative, with `/`. The forms without `Async` wait.
 *
 * All throw an Error with a `code`: `denied`, `read_only`, `invalid`, `not_found`, `exists`, `is_a_folder`, `not_a_folder`, `not_empty`, `quota`, `disk_full`, `limit`, `changed`.
 */
export interface Folder {
  /** The whole file. */
  read(path: string): Buffer;
  readAsync(path: string): Promise<Buffer>;
  /** The same as a text, of at most 16 MB; `charset` is `utf-8` unless said. */
  readText(path: string, charset?: string): string;
  readTextAsync(path: string, charset?: string): Promise<string>;
  /** At most 1 MB of it; less than asked for at its end. `offset` and `length` are bytes. */
  readPart(path: string, offset: number, length: number): Buffer;
  readPartAsync(path: string, offset: number, length: number): Promise<Buffer>;
  /** Makes or replaces a file, in one step; with `create` it must not be there. Its folder must be. */
  write(path: string, content: FileContent, options?: { readonly create?: boolean }): void;
  writeAsync(path: string, content: FileContent, options?: { readonly create?: boolean }): Promise<void>;
  /** Adds to its end; it is made where there is none. */
  append(path: string, content: string | ArrayBuffer | ArrayBufferView): void;
  appendAsync(path: string, content: string | ArrayBuffer | ArrayBufferView): Promise<void>;
  /** Null where there is none. */
  stat(path: string): FileInfo | null;
  statAsync(path: string): Promise<FileInfo | null>;
  /** All that is in a folder, by name; at most 10,000. */
  list(path?: string): FileInfo[];
  listAsync(path?: string): Promise<FileInfo[]>;
  /** Whether it was not there; its parent must be. */
  createFolder(path: string): boolean;
  createFolderAsync(path: string): Promise<boolean>;
  /** Whether it was there; a folder must be empty without `recursive`. */
  remove(path: string, options?: { readonly recursive?: boolean }): boolean;
  removeAsync(path: string, options?: { readonly recursive?: boolean }): Promise<boolean>;
  /** Another name, in one step; a file of that name is replaced unless `replace` is false. */
  move(from: string, to: string, options?: { readonly replace?: boolean }): void;
  moveAsync(from: string, to: string, options?: { readonly replace?: boolean }): Promise<void>;
  /** Copies a file; `folder` is the one that it goes to, by its path as the grant has it. */
  copy(from: string, to: string, options?: { readonly folder?: string; readonly replace?: boolean }): void;
  copyAsync(from: string, to: string, options?: { readonly folder?: string; readonly replace?: boolean }): Promise<void>;
}

/** `require('annex/files')`: the add-on's own folder, and what leads to the others. Needs the grant `files`. */
export interface Files extends Folder {
  /** Bytes of the own folder, and of `limits.files`. */
  usage(): { used: number; limit: number };
  usageAsync(): Promise<{ used: number; limit: number }>;
  /** What is granted; the own folder has the path `''`. */
  folders(): { path: string; access: 'read' | 'write' }[];
  foldersAsync(): Promise<{ path: string; access: 'read' | 'write' }[]>;
  /** A folder of the operator's, by its path as the grant has it. */
  folder(path: string): Folder;
}
