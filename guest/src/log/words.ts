import { callText, settings } from '../host/host';

/** Where a word first stands in a file of the add-on, e.g. `notes/notes.js:3:9`; the file where it does not. */
export function placeOfWord(path: string, word: string): string {
  const name = settings.addon + path;
  try {
    const lines = callText('source', path).split('\n');
    const whole = new RegExp(`(?<![\\w$])${word.replace(/\$/g, '\\$')}(?![\\w$])`);
    const line = lines.findIndex((text) => whole.test(text));
    return line < 0 ? name : `${name}:${line + 1}:${(lines[line] as string).search(whole) + 1}`;
  } catch {
    return name;
  }
}
