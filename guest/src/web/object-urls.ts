/** Blobs by the URLs that `URL.createObjectURL` gave to them: of this worker, until they are revoked. */
const blobs = new Map<string, object>();
const PREFIX = 'blob:annex:';

export const objectUrls = {
  createObjectURL(blob: unknown): string {
    if (typeof blob !== 'object' || blob === null || !/^\[object (?:Blob|File)\]$/.test(Object.prototype.toString.call(blob))) {
      throw new TypeError('URL.createObjectURL: no blob (expected: a Blob or a File)');
    }
    const { crypto } = globalThis as unknown as { crypto: { randomUUID(): string } };
    const url = `${PREFIX}${crypto.randomUUID()}`;
    blobs.set(url, blob);
    return url;
  },

  revokeObjectURL(url: unknown): void {
    blobs.delete(String(url));
  },
};

/** The blob that has this URL, whatever its fragment. */
export function blobAt(url: string): object | undefined {
  return blobs.get(url.replace(/#.*$/s, ''));
}
