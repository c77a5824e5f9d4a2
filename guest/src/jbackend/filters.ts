/** What a variable's text becomes, by the filter that a module asks for. None of them fails; null is "no such value in it". */

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

const number =
  (pattern: RegExp, read: (match: string) => number): Filter =>
  (text) => {
    const match = pattern.exec(text)?.[0];
    return match === undefined ? null : read(match);
  };

const FALSE = new Set(['', '0', 'false', 'no', 'off']);

/** By the names that `get` takes, in lower case. */
export const filters: Readonly<Record<string, Filter>> = {
  string: stripTags,
  int: number(/-?[0-9]+/, Number),
  uint: number(/[0-9]+/, Number),
  float: number(/-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?/i, Number),
  bool: (text) => !FALSE.has(text.trim().toLowerCase()),
  cmd: without(/[^A-Za-z0-9_.-]/g),
  word: without(/[^A-Za-z_]/g),
  alnum: without(/[^A-Za-z0-9]/g),
  base64: without(/[^A-Za-z0-9/+=]/g),
  username: without(/[\x00-\x1f\x7f<>"'%&]/g),
};
