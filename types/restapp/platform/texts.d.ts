import type { DownloadedFile, UploadedFile } from '../../services/uploads';
import type { JavaList, Locale, LocaleLike, Moment } from './java';

type Text = string | number | boolean;
type Nothing = null | undefined;

/** `require('EndecUtil')`. Null stays null. */
export interface EndecUtil {
  escapeXML(text: Text | Nothing): string | null;
  unEscapeXML(text: Text | Nothing): string | null;
  unEscapeHTML4(text: Text | Nothing): string | null;
  /** As forms have it: a blank is `+`. */
  encodeURL(text: Text | Nothing): string | null;
  /** Null for what cannot be decoded. */
  decodeURL(text: Text | Nothing): string | null;
  /** Ends of lines as `<br />`. */
  br(text: Text | Nothing): string | null;
  getBaseSubstitute(text: Text | Nothing): string | null;
  escapeJcrName(text: Text | Nothing): string | null;
  unEscapeJcrName(text: Text | Nothing): string | null;
  base64encode(text: Text | Nothing): string | null;
  base64encodeToString(bytes: ArrayBuffer | ArrayBufferView | readonly number[] | Nothing): string | null;
  /** As UTF-8. */
  base64decode(text: Text | Nothing): string | null;
  /** Bytes as Java has them: -128 to 127. */
  base64decodeToBytes(text: Text | Nothing): number[] | null;
  escapeIdentifier(prefix: Text | Nothing, identifier: Text | Nothing): string;
  unEscapeIdentifier(prefix: Text | Nothing, identifier: Text | Nothing): string;
}

/** `require('ScriptUtil')`. */
export interface ScriptUtil {
  getTrue(): true;
  getFalse(): false;
  getNull(): null;
  readonly true: true;
  readonly false: false;
  readonly null: null;
  /** The value, or what is given otherwise: false unless said. */
  getNonNull<T, O = false>(value: T | Nothing, otherwise?: O): T | O;
  getNonBlank<O = false>(text: Text | Nothing, otherwise?: O): Text | O;
  isNotEmpty(text: unknown): boolean;
  isEmpty(text: unknown): boolean;
  isNotBlank(text: unknown): boolean;
  isBlank(text: unknown): boolean;
  /** Null: they are the platform's own. */
  getSystemProperty(name: string): null;
  getList<T>(array: ArrayLike<T>): JavaList<T>;
  getList(array: Nothing): null;
  getFormatPattern(locale?: LocaleLike): string;
  getDateAsString(pattern: string | Nothing, date: Moment | Nothing): string | null;
  getCalendarAsString(pattern: string | Nothing, calendar: Moment | Nothing): string | null;
  /** Of bytes: `1.5 kB`. */
  getHumanPresentableSize(bytes: number | string): string;
  /** -1 for what is none. */
  stringToInt(text: Text | Nothing): number;
  stringToLong(text: Text | Nothing): number;
  stringToDouble(text: Text | Nothing): number;
  stringToFloat(text: Text | Nothing): number;
  isTrue(value: unknown): boolean;
  isFalse(value: unknown): boolean;
  joinArray(array: Iterable<unknown>, separator?: string): string;
  joinCollection(collection: Iterable<unknown>, separator?: string): string;
  /** Java's `MessageFormat`: `{0}`, `{1, number}`. */
  messageFormat(pattern: string, values?: Iterable<unknown>): string;
  swallow(...args: unknown[]): undefined;
  trimToNull(text: Text | Nothing): string | null;
  trimToEmpty(text: Text | Nothing): string;
  flatten(text: Text | Nothing): string | null;
}

/** `require('QueryStringUtil')`: of queries that people type. */
export interface QueryStringUtil {
  readonly MATCH_ALL_QUERY: '*:*';
  stripTrailingAnyChars(text: Text | Nothing): string | null;
  stripLocalParams(text: Text | Nothing): string | null;
  removeQuerySyntaxChars(text: Text | Nothing, lenient?: boolean): string | null;
  smartWildcard(text: Text | Nothing): string | null;
  /** `separator` is a regular expression. */
  splitToQueryParts(text: Text | Nothing, separator?: string): string | null;
  splitCollectionToQueryParts(texts: Iterable<unknown> | Nothing, separator?: string): string | null;
  getFieldQuery(field: string, value: Text | Nothing): string | null;
  getDateAsString(date: Moment | Nothing): string | null;
}

/** `require('JwtUtil')`: HS256, HS384 and HS512. */
export interface JwtUtil {
  /** With `iat` unless the claims have one; times are seconds since 1970. */
  createSHAToken(claims: Readonly<Record<string, unknown>>, algorithm: 'HS256' | 'HS384' | 'HS512', key: string): string;
  /** @throws {Error} where the signature is not the key's, or `exp` or `nbf` say no */
  decodeSHA(token: string, key: string): { alg: string; payload: Record<string, any> };
}

/** Digests what it is fed. */
export interface MessageDigester {
  readonly algorithm: string;
  getAlgorithm(): string;
  updateByte(byte: number): void;
  updateBytes(bytes: ArrayBuffer | ArrayBufferView | readonly number[], offset?: number, length?: number): void;
  updateString(text: string): void;
  /** Of all since the last one; bytes as Java has them, -128 to 127. */
  digest(): number[];
  reset(): void;
}

/** `require('MessageDigesterFactory')`. */
export interface MessageDigesterFactory {
  getMD5(): MessageDigester;
  getSHA1(): MessageDigester;
  getSHA256(): MessageDigester;
  getSHA512(): MessageDigester;
  readonly mD5: MessageDigester;
  readonly sHA1: MessageDigester;
  readonly sHA256: MessageDigester;
  readonly sHA512: MessageDigester;
}

/** `require('LocaleUtil')`. */
export interface LocaleUtil {
  getAvailableLocales(): JavaList<Locale>;
  readonly availableLocales: JavaList<Locale>;
  getNativeLanguageName(locale: LocaleLike | Nothing): string | null;
  getLocalizedLanguageName(locale: LocaleLike | Nothing, names: LocaleLike): string | null;
  getNativeLanguageNameByString(text: string | Nothing): string | null;
  getLocalizedLanguageNameByString(text: string | Nothing, names: LocaleLike): string | null;
  /** Null for one that Java does not know. */
  getLocaleByString(text: string | Nothing): Locale | null;
  getLanguageTag(locale: LocaleLike | Nothing): string | null;
  getNormalizedLanguage(locale: LocaleLike | Nothing): string | null;
  isRTL(locale: LocaleLike | Nothing): boolean;
  resolveCountryLocale(locale: LocaleLike | Nothing): Locale | null;
}

/** `require('MimeTypeUtil')`: of names of files. */
export interface MimeTypeUtil {
  readonly GENERIC_MIME_TYPE: 'application/octet-stream';
  getMimeType<O = null>(name: string | Nothing, otherwise?: O): string | O;
  getExtension<O = null>(type: string, otherwise?: O): string | O;
  isImageType(name: string | Nothing): boolean;
  isTextType(name: string | Nothing): boolean;
  isXmlType(name: string | Nothing): boolean;
  isVideoType(name: string | Nothing): boolean;
  isCompressedType(name: string | Nothing): boolean;
  isMSWordType(name: string | Nothing): boolean;
  isMSExcelType(name: string | Nothing): boolean;
  isMSPowerpointType(name: string | Nothing): boolean;
  isMSOfficeType(name: string | Nothing): boolean;
  isFontType(name: string | Nothing): boolean;
  isAudioType(name: string | Nothing): boolean;
  isJsonType(name: string | Nothing): boolean;
  /** Of a media type. */
  isJsonMime(type: string): boolean;
}

/** An element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly text: string | null;
  readonly elements: JavaList<XmlElement>;
  getName(): string;
  getText(): string | null;
  getAttribute(name: string): string | null;
  hasElement(name: string): boolean;
  getElement(name: string): XmlElement | null;
  getElements(name?: string): JavaList<XmlElement>;
}

export type XmlHandler = ((element: XmlElement) => void) | { handleElement(element: XmlElement): void };
/** XML as text, or a file with it. */
export type XmlSource = string | UploadedFile | DownloadedFile | { text(): string; bytes?(): Uint8Array };

/** `require('XmlParserUtil')`. */
export interface XmlParserUtil {
  /** Tells of each element that a path such as `/rss/channel/item` leads to; `//item` is every one. */
  parse(path: string, source: XmlSource, handler: XmlHandler): void;
  parse(path: string, source: XmlSource, charset: string | Nothing, handler: XmlHandler): void;
}
