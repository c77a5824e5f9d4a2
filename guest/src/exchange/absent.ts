import { leadsToFile } from '../boundary/files';
import { callText } from '../host/host';
import { folderOf } from '../host/paths';
import { log } from '../log/log';
import { nearest } from '../log/nearest';
import { callerPosition } from '../log/stack';

/** What was looked for already: an add-on's files are what they were when it was deployed. */
const known = new Set<string>();
const MOST_KNOWN = 1000;
/** Where it was said already: names may come from clients. */
const places = new Set<string>();
const MOST_PLACES = 100;

function namesIn(folder: string): string[] {
  try {
    return callText('own.list', folder).split('\0');
  } catch {
    return [];
  }
}

/**
 * Tells the author of a handler that it answers with a file which the add-on has not, once for each place.
 *
 * @param path from the add-on's root, without a slash before it
 * @param token the same for the host; absent where it is known that there is none
 */
export function warnOfAbsent(what: string, path: string, token?: string, caller?: string): void {
  if (token !== undefined) {
    if (known.has(token)) {
      return;
    }
    if (known.size === MOST_KNOWN) {
      known.clear();
    }
    known.add(token);
    if (leadsToFile(token)) {
      return;
    }
  }
  const place = caller ?? callerPosition();
  if (places.has(place) || places.size === MOST_PLACES) {
    return;
  }
  places.add(place);
  const inFolder = namesIn(folderOf(`/${path}`));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const meant = nearest(name, inFolder);
  const instead = meant === undefined ? " (expected: a file's path from the root of the add-on, such as '/files/page.html')" : `: did you mean '${path.slice(0, path.length - name.length)}${meant}'?`;
  log('warn', `${place}: ${what}('${path}'): the add-on has no such file, and the answer is 404${instead}`);
}
