import i18next, { createInstance } from 'i18next';
export default async () => {
  const own = createInstance();
  await own.init({ lng: 'sv', fallbackLng: 'en', resources: { en: { translation: { hi: 'Hi {{name}}', only: 'only' } }, sv: { translation: { hi: 'Hej {{name}}', n_one: '{{count}} sak', n_other: '{{count}} saker', price: '{{value, number}}', ctx_male: 'han' } } } });
  const before = [own.t('hi', { name: '<b>' }), own.t('n', { count: 1 }), own.t('n', { count: 5 }), own.t('only'), own.t('none'), own.t('price', { value: 1234.5 }), own.t('ctx', { context: 'male' }), own.exists('hi')];
  await own.changeLanguage('en');
  own.addResource('en', 'translation', 'new', 'added');
  return [...before, own.t('hi', { name: 'Ada' }), own.t('new'), own.dir('ar'), own.languages, typeof i18next.t];
};
