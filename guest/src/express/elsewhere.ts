type Callback = (error?: Error | null) => void;

/** Where a response goes that an add-on has made itself: it belongs to no exchange. */
export interface Elsewhere {
  /** The head is decided. */
  begin(status: number, reason: string | undefined, fields: readonly (readonly [name: string, value: string])[]): void;
  write(chunk: unknown, encoding: string, done: Callback | undefined): boolean;
  /** `chunk` is undefined for none. */
  end(chunk: unknown, encoding: string, done: Callback | undefined): void;
  addTrailers(trailers: object): void;
  assignSocket(socket: unknown): void;
  detachSocket(socket: unknown): void;
  destroy(error: unknown): void;
}
