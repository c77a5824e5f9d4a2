/** Pictures: their size, and others made of them. */
import { UploadedFile } from '../../http/forms';
import { bytesOf, bufferOf } from '../files/folder';
import { both, type Steps } from '../steps';

/** What a picture's head says. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** The media type. */
  readonly type: string;
}

function pictureOf(method: string, picture: unknown): Uint8Array {
  const bytes = picture instanceof UploadedFile ? picture.bytes() : typeof picture === 'string' ? undefined : bytesOf(picture);
  if (bytes === undefined) {
    throw new TypeError(`images.${method}: picture: ${picture === null ? 'null' : typeof picture} (expected: bytes, or an uploaded file)`);
  }
  return bytes;
}

function pixels(method: string, name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0 && number < 2 ** 31)) {
    throw new TypeError(`images.${method}: ${name}: ${typeof value === 'object' ? 'an object' : String(value).slice(0, 50)} (expected: pixels)`);
  }
  return Math.trunc(number);
}

export const imageSteps = {
  *size(picture: unknown): Steps<ImageSize> {
    const { text } = yield ['image.size', '', pictureOf('size', picture)];
    const [width = '', height = '', type = ''] = text.split('\0');
    return { width: Number(width), height: Number(height), type };
  },
  *scale(picture: unknown, { width = 0, height = 0 }: { width?: unknown; height?: unknown }): Steps<Uint8Array> {
    const text = `${pixels('scale', 'width', width)}\0${pixels('scale', 'height', height)}`;
    return bufferOf((yield ['image.scale', text, pictureOf('scale', picture)]).bytes);
  },
  *crop(picture: unknown, { x = 0, y = 0, width, height }: { x?: unknown; y?: unknown; width: unknown; height: unknown }): Steps<Uint8Array> {
    const text = [pixels('crop', 'x', x), pixels('crop', 'y', y), pixels('crop', 'width', width), pixels('crop', 'height', height)].join('\0');
    return bufferOf((yield ['image.crop', text, pictureOf('crop', picture)]).bytes);
  },
};

/** `require('annex/images')`. */
export const imagesModule = Object.freeze(both(imageSteps));
