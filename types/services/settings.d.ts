/** What an operator can say, over what the manifest says. */
export interface Settings {
  /** The value: a text, a number, a boolean, an array or an object; undefined where there is neither one nor a default. */
  get<T = any>(key: string): T | undefined;
  /** The value as a list: a single one is a list of one, and none is an empty list. */
  getArray<T = any>(key: string): T[];
  /** The value as a number; undefined where it is none. */
  getNumber(key: string): number | undefined;
  /** All values. */
  all(): Record<string, any>;
}

/** `require('annex/settings')`: the settings of the add-on, and below `global` those of all. A changed value evaluates the script anew. */
export interface SettingsModule extends Settings {
  readonly global: Settings;
}
