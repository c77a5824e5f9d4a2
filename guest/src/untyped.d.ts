// What the bundle takes from elsewhere without types.
declare const require: (name: string) => any;
declare module 'core-js/actual/*';
declare module 'object-inspect' {
  export default function inspect(value: unknown, options?: { depth?: number }): string;
}

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | Uint8Array): string;
}
declare function atob(base64: string): string;
