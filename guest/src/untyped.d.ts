// What the bundle takes from elsewhere without types.
declare const require: (name: string) => any;
declare module 'core-js/actual/*';
declare module 'object-inspect' {
  export default function inspect(value: unknown, options?: { depth?: number }): string;
}

declare module 'qs' {
  export function parse(text: string, options?: { allowPrototypes?: boolean; parameterLimit?: number; arrayLimit?: number }): object;
}
declare module 'path-to-regexp' {
  export default function pathToRegexp(path: string | RegExp, keys: { readonly name: string | number }[], options?: { end?: boolean; sensitive?: boolean; strict?: boolean }): RegExp;
}
declare module 'statuses' {
  const statuses: { readonly message: Readonly<Record<number, string>> };
  export default statuses;
}

// Sucrase's parser, of which its package exports no types at these paths.
declare module 'sucrase/dist/esm/parser/index' {
  export { parse } from 'sucrase/dist/types/parser/index';
  export type { Token } from 'sucrase/dist/types/parser/tokenizer/index';
}
declare module 'sucrase/dist/esm/parser/tokenizer/index' {
  export { IdentifierRole, isDeclaration, type Token } from 'sucrase/dist/types/parser/tokenizer/index';
}
declare module 'sucrase/dist/esm/CJSImportProcessor' {
  import type TokenProcessor from 'sucrase/dist/types/TokenProcessor';
  export default class CJSImportProcessor {
    readonly tokens: TokenProcessor;
    addExportBinding?: unknown;
    claimImportCode(path: string): string;
    preprocessVarExportAtIndex(index: number): void;
    preprocessNamedExportAtIndex(index: number): void;
    resolveExportBinding(name: string): string | null;
  }
}
declare module 'sucrase/dist/esm/transformers/CJSImportTransformer' {
  import type CJSImportProcessor from 'sucrase/dist/esm/CJSImportProcessor';
  import type TokenProcessor from 'sucrase/dist/types/TokenProcessor';
  export default class CJSImportTransformer {
    readonly tokens: TokenProcessor;
    readonly importProcessor: CJSImportProcessor;
    hadExport: boolean;
    called(replacement: string): string;
    getHoistedCode(): string;
    processIdentifier(): boolean;
    processAssignment(): boolean;
    processComplexAssignment(): boolean;
    processExportVar(): void;
    processExportBindings(): void;
    processPostIncDec(): boolean;
  }
}
declare module 'sucrase/dist/esm/parser/tokenizer/keywords' {
  export { ContextualKeyword } from 'sucrase/dist/types/parser/tokenizer/keywords';
}
declare module 'sucrase/dist/esm/parser/tokenizer/types' {
  export { TokenType } from 'sucrase/dist/types/parser/tokenizer/types';
}

/** Node's, from npm. */
declare const Buffer: {
  from(text: string, encoding?: string): Uint8Array;
  from(buffer: ArrayBufferLike, offset: number, length: number): Uint8Array;
  concat(parts: Uint8Array[]): Uint8Array;
};

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | Uint8Array): string;
}
declare function atob(base64: string): string;

// What packages do not show at these paths, or have no types for.
declare module '@exodus/bytes/fallback/encoding.js' {
  export function setMultibyte(decoder: (encoding: string, loose: boolean) => unknown, encoder: undefined): void;
}
declare module 'tr46';
declare module 'data-urls';
declare module 'urlpattern-polyfill/urlpattern';
declare module 'whatwg-url/webidl2js-wrapper.js' {
  interface Interface {
    install(globals: object, names: string[]): void;
  }
  export const URL: Interface;
  export const URLSearchParams: Interface;
}
declare module 'whatwg-url/lib/URL-impl.js' {
  const module: { implementation: new (globals: object, given: unknown[], ...more: unknown[]) => object };
  export default module;
}
declare module 'whatwg-url/lib/url-state-machine.js' {
  export const parseURL: unknown;
  export const serializeURL: unknown;
}
declare module 'whatwg-url/lib/percent-encoding.js' {
  export const percentDecodeString: unknown;
}
declare module 'brotli/dec/decode.js' {
  export function BrotliDecompress(input: object, output: { buffer: object; write(from: Uint8Array, count: number): number }): void;
}
declare module 'brotli/dec/streams.js' {
  export const BrotliInput: new (bytes: Uint8Array) => object;
}
declare module 'brotli/build/encode.js' {
  interface Encoder {
    readonly HEAPU8: Uint8Array;
    _malloc(length: number): number;
    _encodeWithDictionary(
      quality: number,
      window: number,
      mode: number,
      length: number,
      input: number,
      dictionaryLength: number,
      dictionary: number,
      most: number,
      output: number,
    ): number;
  }
  export default function encoder(options: { memory: number }): Encoder;
}
declare module '@pkgjs/parseargs' {
  export function parseArgs(options: object): unknown;
}
declare module 'path-unified' {
  export const posix: object;
  export const win32: object;
}
