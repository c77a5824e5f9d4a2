import { own } from '../modules/files';
import { clientScript } from '../modules/compile';
import { explained } from '../log/stack';
import type { ClientScript } from '../boundary/program';

const SCRIPT = '/widget.js';

/** What browsers get of a widget's `widget.js`; undefined for a widget without one. It never fails: the backend serves whatever is wrong with it. */
export function pageScript(): ClientScript | undefined {
  try {
    if (own.stat(SCRIPT) !== 'file') {
      return undefined;
    }
    const source = own.text(SCRIPT);
    const code = clientScript(source, SCRIPT, own);
    return code === source ? {} : { code };
  } catch (error) {
    return { error: explained(error) };
  }
}
