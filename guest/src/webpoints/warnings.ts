import { log } from '../log/log';

/** What is said once, however often it is done. While the add-on is loaded the host is told of all together. */
const said = new Set<string>();
let loading = true;

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
