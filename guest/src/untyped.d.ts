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
  export default function pathToRegexp(path: string | RegExp, keys: { readonly name: string | number }[], options?: { end?: boolean }): RegExp;
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
declare module 'sucrase/dist/esm/parser/traverser/base' {
  export function locationForIndex(index: number): { line: number; column: number };
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
