/** What a variable's text becomes, by the filter that a module asks for. None of them fails. */

export type Filter = (text: string) => unknown;

const MARKUP = /<!--[\s\S]*?(?:-->|$)|<[a-z!/?][^>]*(?:>|$)/gi;

/** The text without tags and comments, also those that come to be when others go: `<<b>script>`. */
export function stripTags(text: string): string {
  let stripped = text;
  while (stripped.includes('<')) {
    const next = stripped.replace(MARKUP, '');
    if (next === stripped) {
      break;
    }
    stripped = next;
  }
  return stripped;
}

const without =
  (unwanted: RegExp): Filter =>
  (text) =>
    text.replace(unwanted, '');

/** The first number in the text, 0 where it has none; one that is larger than there can be is the largest. */
const number =
  (pattern: RegExp, largest: number): Filter =>
  (text) => {
    const read = Number(pattern.exec(text)?.[0] ?? 0) + 0; // which makes 0 of -0
    return read > largest ? largest : read < -largest ? -largest : read;
  };

/** The largest integer of 64 bits, as near as a number comes. */
const LARGEST_INTEGER = 2 ** 63;

const FALSE = new Set(['', '0', 'false', 'no', 'off']);

/** By the names that `get` takes, in lower case. */
export const filters: Readonly<Record<string, Filter>> = {
  string: stripTags,
  int: number(/-?[0-9]+/, LARGEST_INTEGER),
  uint: number(/[0-9]+/, LARGEST_INTEGER),
  float: number(/-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?/i, Number.MAX_VALUE),
  bool: (text) => !FALSE.has(text.trim().toLowerCase()),
  // What stands before the first that is kept has no dot either.
  cmd: without(/^[^A-Za-z0-9_-]+|[^A-Za-z0-9_.-]/g),
  word: without(/[^A-Za-z_]/g),
  alnum: without(/[^A-Za-z0-9]/g),
  base64: without(/[^A-Za-z0-9/+=]/g),
  username: without(/[\x00-\x1f\x7f<>"'%&]/g),
};
