/** How the files of a folder are served. */
export interface FileOptions {
  /** Milliseconds that a cache may use an answer without asking: 0 unless said. */
  readonly maxAge?: number;
  /** Whether names that begin with a dot are served: false unless said. */
  readonly hidden?: boolean;
  /** Whether a folder without the slash is redirected to the form with it: true unless said. */
  readonly redirect?: boolean;
}

export interface FolderOptions extends FileOptions {
  /** Whether later routes are tried where there is no file; otherwise that is 404. False unless said. */
  readonly fallThrough?: boolean;
}
