import { field, local } from '../../host/local';
import { beans } from '../../services/beans';
import { lacking } from '../absent';
import { base64, fromBase64, utf8Text } from '../../host/base64';
import { bytesOf, javaBytes, utf8 } from './digests';
import { datePattern, dateText } from './dates';
import { currentLocale } from './asked';
import { Calendar, list, millisOf, type JavaList } from './java';

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const OF_XML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Null stays null, as in Java. */
const unlessNull =
  <T>(f: (text: string) => T) =>
  (text: unknown): T | null =>
    text === null || text === undefined ? null : f(String(text));

function character(digits: string, radix: number, otherwise: string): string {
  const code = Number.parseInt(digits, radix);
  return code > 0x10ffff || code === 0 ? otherwise : String.fromCodePoint(code);
}

function unEscapeXML(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex?: string, decimal?: string, name?: string) =>
    hex !== undefined ? character(hex, 16, whole) : decimal !== undefined ? character(decimal, 10, whole) : (OF_XML[name as string] ?? whole),
  );
}

/** What cannot be decoded is null. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

const PRIVATE: Readonly<Record<string, string>> = { '*': '\uF02A', '/': '\uF02F', ':': '\uF03A', '[': '\uF05B', ']': '\uF05D', '|': '\uF07C' };

/** `require('EndecUtil')`. */
export const endecUtil = (): object => ({
  escapeXML: unlessNull((text) => text.replace(/[&<>"']/g, (each) => XML[each] as string)),
  unEscapeXML: unlessNull(unEscapeXML),
  unEscapeHTML4: unlessNull((text) => (require('entities/decode') as { decodeHTMLStrict(text: string): string }).decodeHTMLStrict(text)),
  encodeURL: unlessNull((text) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+').replace(/[!'()~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)),
  decodeURL: unlessNull(decoded),
  br: unlessNull((text) => text.replace(/\r\n|\r|\n/g, '<br />')),
  getBaseSubstitute: unlessNull((text) => text.normalize('NFD').replace(/[^A-Za-z0-9]/g, '')),
  escapeJcrName: unlessNull((text) => text.replace(/[*/:[\]|]/g, (each) => PRIVATE[each] as string)),
  unEscapeJcrName: unlessNull((text) => text.replace(/[\uF02A\uF02F\uF03A\uF05B\uF05D\uF07C]/g, (each) => String.fromCharCode(each.charCodeAt(0) & 0xff))),
  base64encode: unlessNull((text) => base64(utf8(text))),
  base64encodeToString: (bytes: unknown): string | null => (bytes === null || bytes === undefined ? null : base64(bytesOf(bytes))),
  base64decode: unlessNull((text) => utf8Text(fromBase64(text))),
  base64decodeToBytes: unlessNull((text) => javaBytes(fromBase64(text))),
  escapeIdentifier: (prefix: unknown, identifier: unknown): string => `${String(prefix ?? '')}${String(identifier ?? '').replaceAll('.', '_')}`,
  unEscapeIdentifier: (prefix: unknown, identifier: unknown): string => {
    const text = String(identifier ?? '');
    const begins = String(prefix ?? '');
    return (text.startsWith(begins) ? text.slice(begins.length) : text).replaceAll('_', '.');
  },
});

const isBlank = (text: unknown): boolean => text === null || text === undefined || String(text).trim() === '';
const isEmpty = (text: unknown): boolean => text === null || text === undefined || String(text) === '';

function number(text: unknown, whole: boolean, least: number, most: number): number {
  const trimmed = text === null || text === undefined ? '' : String(text);
  const value = (whole ? /^[+-]?\d+$/ : /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/).test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isNaN(value) || value < least || value > most ? -1 : value;
}

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

function humanSize(size: unknown): string {
  let value = Number(size);
  if (!(value >= 0 && value <= 1024 ** 5)) {
    return '';
  }
  let unit = 0;
  for (; value >= 1024 && unit < SIZES.length - 1; unit++) {
    value /= 1024;
  }
  return `${Number(value.toPrecision(2))} ${SIZES[unit]}`;
}

/** An argument of a message for Java. */
function argument(value: unknown): string {
  if (value === null || value === undefined) {
    return 'z';
  }
  if (typeof value === 'number') {
    return `n${value}`;
  }
  if (value instanceof Date || value instanceof Calendar) {
    return `d${value instanceof Date ? value.getTime() : value.getTimeInMillis()}`;
  }
  return `s${field(value)}`;
}

/** `require('ScriptUtil')`. */
export const scriptUtil = (): object =>
  beans({
    ...lacking('ScriptUtil', {}, 'getInstance'),
    getTrue: () => true,
    getFalse: () => false,
    getNull: () => null,
    getNonNull: (value: unknown, otherwise: unknown = false) => value ?? otherwise,
    getNonBlank: (text: unknown, otherwise: unknown = false) => (isBlank(text) ? otherwise : text),
    isNotEmpty: (text: unknown) => !isEmpty(text),
    isEmpty,
    isNotBlank: (text: unknown) => !isBlank(text),
    isBlank,
    // The properties that could be asked for are the platform's own.
    getSystemProperty: () => null,
    getList: (array: ArrayLike<unknown> | null | undefined): JavaList<unknown> | null => (array === null || array === undefined ? null : list(array)),
    getFormatPattern: datePattern,
    getDateAsString: (pattern: unknown, date: unknown) => dateText('ScriptUtil.getDateAsString', date, pattern),
    getCalendarAsString: (pattern: unknown, calendar: unknown) => dateText('ScriptUtil.getCalendarAsString', calendar, pattern),
    getHumanPresentableSize: humanSize,
    stringToInt: (text: unknown) => number(text, true, -(2 ** 31), 2 ** 31 - 1),
    stringToLong: (text: unknown) => number(text, true, -(2 ** 63), 2 ** 63),
    stringToDouble: (text: unknown) => number(text, false, -Infinity, Infinity),
    stringToFloat: (text: unknown) => number(text, false, -Infinity, Infinity),
    isTrue: (value: unknown) => value === true || (typeof value === 'string' && value.toLowerCase() === 'true'),
    isFalse: (value: unknown) => value === false || (typeof value === 'string' && value.toLowerCase() === 'false'),
    joinArray: (array: Iterable<unknown>, separator: unknown) => Array.from(array).join(String(separator ?? '')),
    joinCollection: (collection: Iterable<unknown>, separator: unknown) => Array.from(collection).join(String(separator ?? '')),
    messageFormat: (pattern: unknown, values: Iterable<unknown>): string =>
      local('message.format', currentLocale().toLanguageTag(), field(pattern), ...Array.from(values ?? [], argument)),
    swallow: () => undefined,
    trimToNull: (text: unknown) => (isBlank(text) ? null : String(text).trim()),
    trimToEmpty: (text: unknown) => (text === null || text === undefined ? '' : String(text).trim()),
    flatten: unlessNull((text) => text.replace(/\s+/g, ' ').trim()),
  });

/** Without what the grammar of queries gives a meaning to. */
function withoutSyntax(text: string, lenient = false): string {
  return text
    .replaceAll('?', '')
    .replaceAll('&&', '&')
    .replaceAll('||', '|')
    .replace(lenient ? /[+!(){}[\]^"~*:\\]|(?<!\w)-|-(?!\w)/g : /[+\-!(){}[\]^"~*:\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a text falls into at the separator, a regular expression: quoted where it has a blank, as queries want it. */
function queryParts(text: string, separator: unknown): string {
  if (separator === null || separator === undefined) {
    return text;
  }
  return text
    .split(new RegExp(String(separator), 'u'))
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => (each.includes(' ') ? `"${each}"` : each))
    .join(' ');
}

/** The last word also as the beginning of one; found words that are it exactly count more there. */
function smartWildcard(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') {
    return null;
  }
  const [, before, word] = /^(.*?)(\S+)$/s.exec(trimmed) as unknown as [string, string, string];
  const plain = word.replace(/\*$/, '');
  if (/^[^+\-!(){}[\]^"~*?:\\&|]+$/.test(plain)) {
    return `${before}+(${plain} ${plain.toLowerCase()}*)`;
  }
  const halves = /^([\w\u0080-\uffff]+)-([\w\u0080-\uffff]+)$/.exec(plain);
  if (halves !== null) {
    const [, first, last] = halves as unknown as [string, string, string];
    const joined = first + last;
    return `${before}+(${plain} ${joined} (+${first} +${last.toLowerCase()}*) ${plain.toLowerCase()}* ${joined.toLowerCase()}*)`;
  }
  return /[+\-!(){}[\]^"~*?:\\&|]$/.test(word) ? trimmed : `${trimmed}*`;
}

function fieldQuery(name: unknown, value: unknown): string | null {
  if (isBlank(name) || isBlank(value)) {
    return null;
  }
  const trimmed = String(value).trim();
  const words = trimmed.match(/"[^"]*"|\S+/g) ?? [];
  return `${String(name)}:${words.length > 1 ? `(${trimmed})` : trimmed}`;
}

/** `require('QueryStringUtil')`. */
export const queryStringUtil = (): object => ({
  MATCH_ALL_QUERY: '*:*',
  stripTrailingAnyChars: unlessNull((text) => text.replace(/\?+$/, '')),
  stripLocalParams: unlessNull((text) => text.replace(/^\s*\{![^}]*\}/, '')),
  removeQuerySyntaxChars: (text: unknown, lenient?: unknown) => unlessNull((each) => withoutSyntax(each, lenient === true))(text),
  smartWildcard: unlessNull(smartWildcard),
  splitToQueryParts: (text: unknown, separator: unknown) => unlessNull((each) => queryParts(each, separator))(text),
  splitCollectionToQueryParts: (texts: Iterable<unknown> | null | undefined, separator: unknown): string | null => {
    const given = Array.from(texts ?? []).filter((each) => !isBlank(each));
    return given.length === 0 ? null : given.map((each) => queryParts(String(each), separator)).join(' ');
  },
  getFieldQuery: fieldQuery,
  getDateAsString: (date: unknown): string | null => (date === null || date === undefined ? null : new Date(millisOf(date)).toISOString()),
});
