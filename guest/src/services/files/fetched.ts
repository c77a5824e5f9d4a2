import type { DownloadedFile } from '../../http/downloads';
import { requester } from '../requester/requester';

interface Chain {
  done(callback: (file: DownloadedFile) => void): Chain;
  fail(callback: (message: string) => void): Chain;
}

interface Gets {
  get(url: string, options: object): Chain;
  getAsync(url: string, options: object): Promise<{ result: DownloadedFile }>;
}

function failed(method: string, url: string, message: string): Error {
  return new Error(`${method}: ${url} was not fetched: ${message}`);
}

/** The bytes that are at a URL, fetched as `Requester` does, with its grants and limits. */
export function fetched(method: string, url: unknown): Uint8Array {
  const address = String(url);
  let file: DownloadedFile | undefined;
  (requester() as Gets)
    .get(address, { dataType: 'file' })
    .done((it) => {
      file = it;
    })
    .fail((message) => {
      throw failed(method, address, message);
    });
  return file?.bytes() ?? new Uint8Array(0);
}

/** The same, with a promise. */
export async function fetchedLater(method: string, url: unknown): Promise<Uint8Array> {
  const address = String(url);
  try {
    const { result } = await (requester() as Gets).getAsync(address, { dataType: 'file' });
    return result?.bytes() ?? new Uint8Array(0);
  } catch (error) {
    throw failed(method, address, (error as Error).message);
  }
}
