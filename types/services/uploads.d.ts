/** An uploaded file. It is gone when the request has been answered, and what it was asked to `waitUntil` has settled. */
export interface UploadedFile {
  /** The file's name as it was sent, without folders. */
  readonly name: string;
  /** The media type as it was sent; it says nothing that anybody has checked. */
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly identifier: string;
  readonly path: string;
  /**
   * As UTF-8.
   * @throws {Error} when its request has ended
   */
  text(): string;
  /** @throws {Error} when its request has ended */
  bytes(): Uint8Array;
  getName(): string;
  getIdentifier(): string;
  getPath(): string;
}

/** What came as the answer of another server, as a file. */
export interface DownloadedFile {
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** As UTF-8. */
  text(): string;
  bytes(): Uint8Array;
  getName(): string;
}
