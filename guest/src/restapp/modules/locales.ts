import { local } from '../../host/local';
import { beans } from '../../services/beans';
import { list, Locale, type JavaList } from './java';

const LANGUAGES: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi' };

let available: JavaList<Locale> | undefined;

function known(text: unknown): Locale | null {
  if (typeof text !== 'string' || text === '') {
    return null;
  }
  try {
    const locale = Locale.of(text);
    return locale.getLanguage() === '' ? null : locale;
  } catch {
    return null;
  }
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
      (available ??= list(
        local('locale.all', '')
          .split('\n')
          .map((tag) => new Locale(tag)),
      )),
    getNativeLanguageName: orNull((locale) => capital(locale.getDisplayLanguage())),
    getLocalizedLanguageName: (locale: unknown, names: unknown) => orNull((each) => capital(each.getDisplayLanguage(Locale.of(names))))(locale),
    getNativeLanguageNameByString: (text: unknown) => orNull((each) => capital(each.getDisplayLanguage()))(known(text)),
    getLocalizedLanguageNameByString: (text: unknown, names: unknown) => orNull((each) => capital(each.getDisplayLanguage(Locale.of(names))))(known(text)),
    getLocaleByString: known,
    getLanguageTag: orNull((locale) => locale.toLanguageTag()),
    getNormalizedLanguage: orNull((locale) => LANGUAGES[locale.getLanguage()] ?? locale.getLanguage()),
    isRTL: (locale: unknown): boolean => orNull((each) => each.isRightToLeft())(locale) ?? false,
    resolveCountryLocale: orNull((locale) => {
      if (locale.getCountry() !== '') {
        return locale;
      }
      const tag = local('locale.all', '')
        .split('\n')
        .find((each) => each.startsWith(`${locale.getLanguage()}-`) && /^[a-z]+-[A-Z]{2}$/.test(each));
      return tag === undefined ? locale : new Locale(tag);
    }),
  });
