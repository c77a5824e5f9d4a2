import { callLater } from '../boundary/ops';
import { call } from '../host/host';

/** The host's side of a test; `io.annex.server.testkit` serves it. */
const SERVICE = 'annex-testkit.';

function read(text: unknown): unknown {
  return text === '' ? undefined : (JSON.parse(text as string) as unknown);
}

/** Asks what is answered at once. */
export function ask(op: string, value: unknown = null, bytes?: Uint8Array): unknown {
  return read(call(SERVICE + op, JSON.stringify(value), bytes));
}

/** Asks what is answered later. */
export async function askLater(op: string, value: unknown = null): Promise<{ readonly value: unknown; readonly bytes: Uint8Array }> {
  // When it fails, whoever asked is no longer on the stack.
  const asked = new Error();
  try {
    const { text, bytes } = await callLater(SERVICE + op, JSON.stringify(value));
    return { value: read(text), bytes: new Uint8Array(bytes ?? new ArrayBuffer(0)) };
  } catch (error) {
    if (error instanceof Error) {
      error.stack = [`${error.name}: ${error.message}`, ...String(asked.stack).split('\n').slice(1)].join('\n');
    }
    throw error;
  }
}
