import type { UploadedFile } from './uploads';

export interface ImageSize {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The media type, such as `image/png`. */
  readonly type: string;
}

/** PNG, JPEG, GIF or WebP. */
export type Picture = ArrayBuffer | ArrayBufferView | UploadedFile;

/** `require('annex/images')`. What is made has the format of what was given; of WebP it is PNG. The forms without `Async` wait. */
export interface Images {
  size(picture: Picture): ImageSize;
  sizeAsync(picture: Picture): Promise<ImageSize>;
  /** Fits it into a width and a height in pixels; 0, or none, is as the other one wants it. */
  scale(picture: Picture, to: { readonly width?: number | string; readonly height?: number | string }): Buffer;
  scaleAsync(picture: Picture, to: { readonly width?: number | string; readonly height?: number | string }): Promise<Buffer>;
  /** Cuts a part out, in pixels. */
  crop(picture: Picture, part: { readonly x?: number | string; readonly y?: number | string; readonly width: number | string; readonly height: number | string }): Buffer;
  cropAsync(picture: Picture, part: { readonly x?: number | string; readonly y?: number | string; readonly width: number | string; readonly height: number | string }): Promise<Buffer>;
}
