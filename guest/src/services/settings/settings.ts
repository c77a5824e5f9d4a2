import { callText } from '../../host/host';
import { parse, stringify } from '../../host/primordials';
import { log } from '../../log/log';
import { nodeNamed, type FileNode } from '../files/node';

type Values = Readonly<Record<string, unknown>>;

/** Settings of the add-on, or of all: they stay as they are as long as the version lives. */
export class Settings {
  readonly #op: string;
  /** Each as JSON, so that nobody gets an object that another has altered. */
  #values: Map<string, string> | undefined;

  constructor(op: string) {
    this.#op = op;
  }

  #known(): Map<string, string> {
    // Nothing is asked for what a snapshot is made of.
    this.#values ??= new Map(Object.entries(parse(callText(this.#op, '')) as Values).map(([key, value]) => [key, stringify(value) as string]));
    return this.#values;
  }

  /** The value; undefined where there is neither one nor a default. */
  get(key: string): unknown {
    const json = this.#known().get(key);
    return json === undefined ? undefined : parse(json);
  }

  /** The value as a list: a single one is a list of one, and none is an empty list. */
  getArray(key: string): unknown[] {
    const value = this.get(key);
    return value === undefined || value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
  }

  /** The value as a number; undefined where it is none. */
  getNumber(key: string): number | undefined {
    const value = this.get(key);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }

  /** All values. */
  all(): Record<string, unknown> {
    return Object.fromEntries([...this.#known()].map(([key, json]) => [key, parse(json)]));
  }
}

const own = new Settings('settings.own');
const global = new Settings('settings.global');

/** What `require('annex/settings')` and the platform's modules have in common. */
function face(settings: Settings): object {
  return {
    get: (key: string) => settings.get(String(key)),
    getArray: (key: string) => settings.getArray(String(key)),
    getNumber: (key: string) => settings.getNumber(String(key)),
    all: () => settings.all(),
  };
}

/** `require('annex/settings')`: the settings of the add-on, and below `global` those of all. */
export const settingsModule: object = Object.freeze({ ...face(own), global: Object.freeze(face(global)) });

/** Variables of the environment that the add-on may see. */
export function variables(): Values {
  try {
    return parse(callText('settings.env', '')) as Values;
  } catch {
    // A host without settings, as the engine's own tests have it.
    return {};
  }
}

/** Of an object: one property, or an object of several. */
function propertiesOf(value: unknown, names: readonly unknown[]): unknown {
  const of = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
  const property = (name: unknown): unknown => (Object.hasOwn(of, String(name)) ? of[String(name)] : undefined);
  const wanted = names.flat();
  return wanted.length === 1 ? property(wanted[0]) : Object.fromEntries(wanted.map((name) => [String(name), property(name)]));
}

function platformData(settings: Settings): object {
  /** Keys whose Node was missed: once is enough. */
  const told = new Set<string>();
  return {
    get: (key: string, ...properties: unknown[]) => {
      const value = settings.get(String(key));
      return properties.length === 0 || value === undefined ? value : propertiesOf(value, properties);
    },
    getArray: (key: string) => settings.getArray(String(key)),
    getNumber: (key: string) => settings.getNumber(String(key)),
    getNode: (key: string): FileNode | null => nodeOf(String(key), settings.get(String(key)), told),
  };
}

/** What a setting names. Of a content system's nodes none is here: then it is null, so that the app's own fallback runs. */
function nodeOf(key: string, value: unknown, told: Set<string>): FileNode | null {
  if (typeof value !== 'string' || value === '') {
    return null;
  }
  try {
    return nodeNamed(value);
  } catch (error) {
    if (!told.has(key)) {
      told.add(key);
      log('warn', `appData.getNode('${key}'): null: ${(error as Error).message}`);
    }
    return null;
  }
}

export const appData = (): object => platformData(own);
export const globalAppData = (): object => platformData(global);
