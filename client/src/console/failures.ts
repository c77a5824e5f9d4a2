/** What went wrong, for the reader of a page. */
export function textOf(error: unknown): string {
  if (typeof error === 'string') {
    return error;
  }
  if (error instanceof Error && error.name !== 'Error' && error.name !== 'WidgetBackendError') {
    return `${error.name}: ${error.message}`;
  }
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : (JSON.stringify(error) ?? String(error));
}

const SCRIPT = /\/console\/widgets\/([^/?\s]+)\/widget\.js[^:\s]*(?::(\d+))?/;

/** The widget in whose script an error is, by its stack or by the address of a script; and the place. */
export function placeOf(text: string | undefined, line?: number): { id: string; place: string } | undefined {
  const match = SCRIPT.exec(text ?? '');
  if (match === null) {
    return undefined;
  }
  const id = decodeURIComponent(match[1] as string);
  return { id, place: `${id}/widget.js:${line ?? match[2] ?? '?'}` };
}

/** An error with its place in the widget's script, where the stack has one. Columns are left out: JSX was compiled, line by line. */
export function explained(error: unknown): string {
  const found = error instanceof Error ? placeOf(error.stack) : undefined;
  return textOf(error) + (found === undefined ? '' : `\n    at ${found.place}`);
}
