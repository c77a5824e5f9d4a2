import { Application } from './application';
import { Filled } from './callable';
import { call, callText } from '../host/host';
import { now } from '../runtime/clock';
import { operationsOf, read } from './operations';
import { LITERAL } from './routes';

/** For how long a worker believes what it knows of which applications answer: half of what others may count on. */
const KNOWN_MILLIS = 1_000;

let disabled = new Set<string>();
let asked = -Infinity;
/** Whether the script of the add-on has run. */
let loaded = false;

/** The load is over: what is said of applications from now on counts for all workers. */
export function poolsLoaded(): void {
  loaded = true;
}

function ask(): void {
  disabled = new Set(callText('pool.disabled', '').split('\0').filter(Boolean));
  asked = now();
}

/** The settings of an application in a pool: what its `main` gets. */
type Settings = Record<string, unknown> & { readonly port?: unknown };

/** Several applications in one add-on: `pool[name] = app`, or `pool.load(name, file)`. */
export class ApplicationPool extends Filled {
  [name: string]: unknown;

  /** The names of those that were run. */
  readonly #run = new Set<string>();

  /** Adds what a file of the add-on exports; its path is from the root. */
  load(name: string, file: string): Application {
    const exported = read(String(file));
    const found = [exported, operationsOf(exported), ...(Object.values(Object(exported) as object) as unknown[])].find((each) => each instanceof Application);
    if (found === undefined) {
      throw new TypeError(`pool.load: ${String(name)}: ${String(file)} exports no application (expected: module.exports = app)`);
    }
    this[name] = found;
    return found;
  }

  /** Runs applications by their names, each after its `main` was called with its settings; a text names a JSON file of the add-on that has these. */
  run(settings: Record<string, Settings> | string): this {
    const all = (typeof settings === 'string' ? read(settings) : settings) as Record<string, Settings> | null | undefined;
    if (typeof all !== 'object' || all === null) {
      throw new TypeError(`pool.run: ${String(all)} (expected: settings by the applications' names, or the name of a JSON file)`);
    }
    for (const name of Object.keys(all)) {
      const application = Object.hasOwn(this, name) ? this[name] : undefined;
      if (!(application instanceof Application)) {
        const known = Object.keys(this).filter((each) => this[each] instanceof Application);
        throw new TypeError(`pool.run: ${name}: there is no such application in the pool (expected: ${known.join(', ') || 'pool[name] = app before'})`);
      }
      if (!LITERAL.test(name) || name.includes('/') || name === '.' || name === '..') {
        throw new TypeError(`pool.run: ${name}: it is a part of the path (expected: a name without / : * ? + ( ) [ ] { } | \\ ^ $)`);
      }
      this.#run.add(name);
      const run = this.#run;
      Application.pooled(application, {
        get prefix() {
          return run.size === 1 ? '' : `/${name}`;
        },
        answers: () => answers(name, application.environment),
      });
      Object.assign(application.environment, { pool: this, enabled: !disabled.has(name) });
      const own = all[name] ?? {};
      application.main(own);
      application.run(own.port);
    }
    return this;
  }

  /** Whether an application answers; with `enabled`, from now on, in all workers. */
  appStatus(name: string, enabled?: unknown): boolean {
    if (!((Object.hasOwn(this, name) ? this[name] : undefined) instanceof Application)) {
      throw new TypeError(`pool.appStatus: ${String(name)}: there is no such application in the pool`);
    }
    if (enabled !== undefined) {
      call(loaded ? 'pool.switch' : 'pool.begin', `${enabled ? '1' : '0'}${name}`);
    }
    ask();
    return !disabled.has(name);
  }
}

/** Whether an application is to answer the request that has come; its environment says it too. */
function answers(name: string, environment: object): boolean {
  const at = now();
  if (at - asked >= KNOWN_MILLIS || at < asked) {
    ask();
  }
  const enabled = !disabled.has(name);
  (environment as { enabled: unknown }).enabled = enabled;
  return enabled;
}
