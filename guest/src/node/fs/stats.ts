/** What is known of files: `fs.Stats`, `fs.Dirent`, `fs.Dir`. */

const FOLDER = 0o040000;
const FILE = 0o100000;
const BLOCK = 4096;

/** A file or folder, as the host tells of it. */
export interface Entry {
  readonly folder: boolean;
  readonly size: number;
  /** ms since 1970. */
  readonly modified: number;
  /** Which file it is: one that takes its name has another. Empty for what never changes. */
  readonly tag: string;
}

/** A number that no two files share, as far as 48 bits can say. */
function numbered(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    high = Math.imul(high ^ text.charCodeAt(i), 0x01000193);
    low = Math.imul(low ^ text.charCodeAt(i), 0x5bd1e995);
  }
  return (high >>> 16) * 0x100000000 + (low >>> 0);
}

class Kind {
  readonly #folder: boolean;

  constructor(folder: boolean) {
    this.#folder = folder;
  }

  isFile(): boolean {
    return !this.#folder;
  }

  isDirectory(): boolean {
    return this.#folder;
  }

  isSymbolicLink(): boolean {
    return false;
  }

  isFIFO(): boolean {
    return false;
  }

  isSocket(): boolean {
    return false;
  }

  isBlockDevice(): boolean {
    return false;
  }

  isCharacterDevice(): boolean {
    return false;
  }
}

export class Stats extends Kind {
  dev: number | bigint = 1;
  mode: number | bigint;
  nlink: number | bigint = 1;
  uid: number | bigint = 0;
  gid: number | bigint = 0;
  rdev: number | bigint = 0;
  blksize: number | bigint = BLOCK;
  ino: number | bigint;
  size: number | bigint;
  blocks: number | bigint;
  atimeMs: number | bigint;
  mtimeMs: number | bigint;
  ctimeMs: number | bigint;
  birthtimeMs: number | bigint;
  atime: Date;
  mtime: Date;
  ctime: Date;
  birthtime: Date;

  /** @param place its whole path */
  constructor({ folder, size, modified, tag }: Entry, place: string, writes: boolean) {
    super(folder);
    this.mode = (folder ? FOLDER | 0o555 : FILE | 0o444) | (writes ? 0o200 : 0);
    this.ino = numbered(tag === '' ? place : tag);
    this.size = folder ? BLOCK : size;
    this.blocks = Math.ceil(this.size / BLOCK) * 8;
    this.atimeMs = this.mtimeMs = this.ctimeMs = this.birthtimeMs = modified;
    this.atime = this.mtime = this.ctime = this.birthtime = new Date(modified);
  }

  /** As `{ bigint: true }` asks for it. */
  static big(stats: Stats): Stats {
    const big = stats as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(stats)) {
      if (typeof value === 'number') {
        big[name] = BigInt(Math.trunc(value));
      }
    }
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
      big[`${name}Ns`] = BigInt(Math.trunc(stats.mtime.getTime())) * 1000000n;
    }
    return stats;
  }
}

export class Dirent extends Kind {
  readonly name: string;
  readonly parentPath: string;
  readonly path: string;

  constructor(name: string, parentPath: string, folder: boolean) {
    super(folder);
    this.name = name;
    this.parentPath = this.path = parentPath;
  }
}

type Read = (error: null, found: Dirent | null) => void;

/** What `opendir` gives: all that was in the folder when it was opened. */
export class Dir {
  readonly path: string;
  readonly #left: Dirent[];

  constructor(path: string, all: readonly Dirent[]) {
    this.path = path;
    this.#left = [...all];
  }

  readSync(): Dirent | null {
    return this.#left.shift() ?? null;
  }

  closeSync(): void {
    this.#left.length = 0;
  }

  read(callback?: Read): Promise<Dirent | null> | undefined {
    const found = Promise.resolve(this.readSync());
    if (callback === undefined) {
      return found;
    }
    void found.then((each) => {
      callback(null, each);
    });
    return undefined;
  }

  close(callback?: (error: null) => void): Promise<void> | undefined {
    this.closeSync();
    const done = Promise.resolve();
    if (callback === undefined) {
      return done;
    }
    void done.then(() => {
      callback(null);
    });
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    for (let each = this.readSync(); each !== null; each = this.readSync()) {
      yield each;
    }
  }

  [Symbol.dispose](): void {
    this.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closeSync();
  }
}
