/** Reads a file of the add-on as `require` does; set while the add-on is loaded. */
let reader: (file: string) => unknown = (file) => {
  throw new Error(`load: ${file}: no file can be loaded before the add-on is (expected: at the top level of its script)`);
};

export function readThrough(given: (file: string) => unknown): void {
  reader = given;
}

/** What a file of the add-on exports; its path is from the root. */
export function read(file: string): unknown {
  return reader(file);
}

/** The operations by their URLs, and `load`, which is none of them. */
export class Operations {
  /** Adds what a file exports; its path is from the add-on's root. */
  declare load: (file: string) => Operations;

  static {
    Object.defineProperty(this.prototype, 'load', {
      value(this: Record<string, unknown>, file: unknown) {
        Object.assign(this, operationsOf(read(String(file))));
        return this;
      },
    });
  }
}

/** What a script with operations exports; the default export where there is one. */
export function operationsOf(exports: unknown): Record<string, unknown> {
  const { default: fallback } = Object(exports) as { default?: unknown };
  return Object(typeof fallback === 'object' && fallback !== null ? fallback : exports) as Record<string, unknown>;
}
