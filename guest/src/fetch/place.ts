/**
 * Errors that carry the author's line. What fails later is made when the host answers, where no code of the author's is on the stack;
 * so the stack of the call is kept, and becomes the error's.
 */

/** Where the author's code called. */
export interface Place {
  readonly stack?: string | undefined;
}

/** The stack at this moment, as cheaply as V8 has it. */
export function here(): Place {
  return new Error();
}

/** The error, with the stack of the call that led to it. */
export function placed<T>(error: T, place: Place): T {
  if (error instanceof Error) {
    try {
      const frames = String(place.stack);
      const { name, message } = error;
      error.stack = `${name}${message === '' ? '' : `: ${message}`}${frames.slice(frames.indexOf('\n'))}`;
    } catch {
      // The error keeps its own.
    }
  }
  return error;
}

/** A promise whose failures are {@link placed}. */
export function placedLater<T>(promise: Promise<T>, place: Place): Promise<T> {
  return promise.catch((error: unknown) => {
    throw placed(error, place);
  });
}
