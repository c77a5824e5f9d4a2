import { local } from '../../host/local';
import { beans } from '../../services/beans';
import { list, Locale, type JavaList } from './java';

const LANGUAGES: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi' };

/** Where a language is at home, where that is not the country of its name. */
const COUNTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  'sv-SE da-DK be-BY ca-ES cs-CZ et-EE ga-IE he-IL hi-IN ja-JP ms-MY sl-SI sq-AL uk-UA vi-VN'.split(' ').map((each) => each.split('-') as [string, string]),
);

let available: JavaList<Locale> | undefined;
let tags: ReadonlySet<string> | undefined;
let languages: ReadonlySet<string> | undefined;

/** The tags of all languages that Java knows, with countries and without. */
function allTags(): ReadonlySet<string> {
  return (tags ??= new Set(local('locale.all', '').split('\n')));
}

/** A language by its tag or as Java writes it; null for one that Java does not know. */
function known(text: unknown): Locale | null {
  const tag = String(text ?? '').trim().replaceAll('_', '-');
  return tag !== '' && allTags().has(tag) ? new Locale(tag) : null;
}

/** The same, whatever stands behind the language. */
function knownLanguage(text: unknown): Locale | null {
  const [language = ''] = String(text ?? '').trim().split(/[-_]/);
  languages ??= new Set(Array.from(allTags(), (tag) => tag.replace(/-.*/s, '')));
  return language !== '' && languages.has(language) ? new Locale(language) : null;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const orNull =
  <T>(f: (locale: Locale) => T) =>
  (locale: unknown): T | null =>
    locale === null || locale === undefined ? null : f(Locale.of(locale));

/** `require('LocaleUtil')`. */
export const localeUtil = (): object =>
  beans({
    getAvailableLocales: (): JavaList<Locale> =>
      (available ??= list(Array.from(allTags(), (tag) => new Locale(tag)))),
    getNativeLanguageName: orNull((locale) => capital(locale.getDisplayLanguage())),
    getLocalizedLanguageName: (locale: unknown, names: unknown) => orNull((each) => capital(each.getDisplayLanguage(Locale.of(names))))(locale),
    getNativeLanguageNameByString: (text: unknown) => orNull((each) => capital(each.getDisplayLanguage()))(knownLanguage(text)),
    getLocalizedLanguageNameByString: (text: unknown, names: unknown) => orNull((each) => capital(each.getDisplayLanguage(Locale.of(names))))(known(text)),
    getLocaleByString: known,
    getLanguageTag: orNull((locale) => locale.toLanguageTag()),
    getNormalizedLanguage: orNull((locale) => LANGUAGES[locale.getLanguage()] ?? locale.getLanguage()),
    isRTL: (locale: unknown): boolean => orNull((each) => each.isRightToLeft())(locale) ?? false,
    resolveCountryLocale: orNull((locale) => {
      if (locale.getCountry() !== '') {
        return locale;
      }
      const language = LANGUAGES[locale.getLanguage()] ?? locale.getLanguage();
      const country = COUNTRIES[language] ?? language.toUpperCase();
      return known(`${language}-${country}`);
    }),
  });
