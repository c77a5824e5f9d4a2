import { own } from '../../modules/files';
import { jsonError } from '../../modules/syntax';
import { acceptedLanguages } from './asked';

type Texts = Readonly<Record<string, unknown>>;

const OTHERWISE = 'en';
/** Languages that an add-on is looked through for where it has neither the visitor's nor English. */
const LANGUAGES =
  'sv nb nn no da fi is fo se de fr es it pt nl pl ru uk et lv lt cs sk hu ro bg el tr ar fa he so ti ku zh ja ko vi th hi ur bs hr sr sq mk sl ca eu gl ga cy af am az be bn hy id ka kk km lo mn ms my ne pa ps si sw ta te tl uz'.split(' ');

/** What the add-on has, by language; undefined where it has none. */
const files = new Map<string, Texts | undefined>();

function textsOf(language: string): Texts | undefined {
  if (!files.has(language)) {
    files.set(language, read(language));
  }
  return files.get(language);
}

function read(language: string): Texts | undefined {
  const path = `/i18n/${language}.json`;
  if (!/^[A-Za-z0-9_-]{1,35}$/.test(language) || own.stat(path) !== 'file') {
    return undefined;
  }
  const text = own.text(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as Texts;
  } catch (error) {
    throw jsonError(error, own.name(path), text);
  }
}

let only: string | undefined | null = null;

/** The add-on's language, where it has one that is not English. */
function onlyOne(): string | undefined {
  if (only === null) {
    only = LANGUAGES.find((language) => textsOf(language) !== undefined);
  }
  return only;
}

/** In which files a text is looked for, one after the other. */
function languages(wanted: readonly string[]): string[] {
  const exact = wanted.flatMap((tag) => [tag, tag.replaceAll('-', '_'), tag.replace(/[-_].*$/, '')]);
  return [...exact, OTHERWISE].filter((language) => textsOf(language) !== undefined);
}

function find(key: string, wanted: readonly string[]): string | undefined {
  const has = languages(wanted);
  const last = onlyOne;
  for (const language of has.length > 0 ? has : [last()]) {
    const texts = language === undefined ? undefined : textsOf(language);
    if (texts !== undefined && Object.hasOwn(texts, key)) {
      return String(texts[key]);
    }
  }
  return undefined;
}

class I18n {
  readonly #wanted: () => readonly string[];

  constructor(wanted: () => readonly string[]) {
    this.#wanted = wanted;
  }

  /** The text of a key with `{0}`, `{1}` … replaced; the key where there is none. */
  get(key: unknown, ...values: readonly unknown[]): string {
    const name = String(key);
    const text = find(name, this.#wanted());
    return text === undefined ? name : text.replace(/\{(\d{1,3})\}/g, (place, index: string) => (Number(index) < values.length ? String(values[Number(index)]) : place));
  }

  /** The same in one language. */
  forLocale(locale: unknown): I18n {
    const tag = String(locale);
    return new I18n(() => [tag]);
  }
}

/** `require('i18n')`: texts of the add-on in the language of whoever asks. */
export const i18n = (): object => new I18n(acceptedLanguages);
