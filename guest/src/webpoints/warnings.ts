import { log } from '../log/log';
import { callerPosition } from '../log/stack';
import { placeOfWord } from '../log/words';

/** What is said once, however often it is done. While the add-on is loaded the host is told of all together. */
const said = new Set<string>();
let loading = true;
/** The file that is evaluated first. */
let entry = '/server.js';

export function begins(file: string): void {
  entry = file;
}

/** Where a word of an author's stands in that file, or else who has asked. */
export function placeOf(word: string): string {
  const place = placeOfWord(entry, word);
  return /:\d+$/.test(place) ? place : callerPosition();
}

export function warn(text: string): void {
  if (!said.has(text)) {
    said.add(text);
    if (!loading) {
      log('warn', text);
    }
  }
}

/** The load is over: what was said in it. */
export function warned(): readonly string[] {
  loading = false;
  return [...said];
}
