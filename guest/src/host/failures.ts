import { indexOf, slice } from './primordials';

/** An op that failed. `code` is for programs; not every failure has one. */
export interface OpFailure extends Error {
  readonly code?: string;
}

/** The error that a failure's text stands for: `code \0 message`, or a message alone. */
export function failure(text: string): OpFailure {
  const nul = indexOf(text, '\0') as number;
  return nul < 0 ? new Error(text) : Object.assign(new Error(slice(text, nul + 1) as string), { code: slice(text, 0, nul) as string });
}
