import mime from 'mime';

const GENERIC_MIME_TYPE = 'application/octet-stream';

function typeOf(expression: unknown): string | null {
  return expression === null || expression === undefined ? null : mime.getType(String(expression).replace(/[?#].*$/, ''));
}

const is = (test: RegExp) => (expression: unknown) => test.test(typeOf(expression) ?? '');

const WORD = /msword|ms-word|wordprocessingml/;
const EXCEL = /ms-?excel|spreadsheetml/;
const POWERPOINT = /ms-?powerpoint|presentationml/;
const COMPRESSED = /^application\/(zip|gzip|java-archive|vnd\.rar|x-(gzip|bzip2?|rar(-compressed)?|lzh(-compressed)?|lha|7z-compressed|tar|xz|gtar|compress)|vnd\.ms-cab-compressed)$/;
/** Types of which nobody can tell one extension. */
const MANY = new Set([GENERIC_MIME_TYPE, 'text/plain']);

const isJsonMime = (type: unknown): boolean => /^[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(;|$)/i.test(String(type));

/** `require('MimeTypeUtil')`: a type by a file's name, and back, by the same table as everywhere else. */
export const mimeTypeUtil = (): object => ({
  GENERIC_MIME_TYPE,
  getMimeType: (expression: unknown, otherwise: unknown = null) => typeOf(expression) ?? otherwise,
  getExtension: (type: unknown, otherwise: unknown = null) => {
    const name = String(type).trim().toLowerCase();
    return (MANY.has(name) ? null : mime.getExtension(name)) ?? otherwise;
  },
  isImageType: is(/^image\//),
  isTextType: is(/^text\//),
  isXmlType: (expression: unknown) => /^application\/.*xml$/.test(typeOf(expression) ?? '') && !/openxml/.test(typeOf(expression) ?? ''),
  isVideoType: is(/^video\//),
  isCompressedType: is(COMPRESSED),
  isMSWordType: is(WORD),
  isMSExcelType: is(EXCEL),
  isMSPowerpointType: is(POWERPOINT),
  isMSOfficeType: is(new RegExp(`${WORD.source}|${EXCEL.source}|${POWERPOINT.source}|ms-(project|access|publisher)|visio`)),
  isFontType: is(/^font\/|^application\/(x-)?font|ms-fontobject/),
  isAudioType: is(/^audio\//),
  isJsonType: (expression: unknown) => isJsonMime(typeOf(expression) ?? ''),
  isJsonMime,
});
