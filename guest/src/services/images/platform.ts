/** The platform's `ImageUtil`. */
import { fetched } from '../files/fetched';
import { bytesSteps, base64Of, createSteps, fileOf, folderOf, renameSteps, TemporaryNode, updateSteps, type FileNode } from '../files/node';
import { contentSteps, fromTemporarySteps, manyOf } from '../files/platform';
import { beans } from '../beans';
import { both, now, type Steps } from '../steps';
import { imageSteps, type ImageSize } from './images';

function* sizeOf(method: string, image: unknown): Steps<ImageSize> {
  return yield* imageSteps.size(yield* bytesSteps(fileOf(method, image)));
}

function createImage(parent: unknown, name: unknown, url: unknown): FileNode {
  const method = 'ImageUtil.createImage';
  folderOf(method, parent);
  return now(createSteps(method, parent, name, fetched(method, url)));
}

/** A picture that was made has the name of its own; WebP becomes PNG. */
function named(file: { getName(): string }, made: Uint8Array): TemporaryNode {
  const name = file.getName();
  return new TemporaryNode(made[0] === 0x89 && /\.webp$/i.test(name) ? `${name.slice(0, -5)}.png` : name, made);
}

/** `require('ImageUtil')`. What `scale` and `crop` give is a temporary file, to be kept with `createImageFromTemporary`. */
export function imageUtil(): object {
  return beans({
    ...both({
      *getWidth(image: unknown): Steps<number> {
        return (yield* sizeOf('ImageUtil.getWidth', image)).width;
      },
      *getHeight(image: unknown): Steps<number> {
        return (yield* sizeOf('ImageUtil.getHeight', image)).height;
      },
      *scale(image: unknown, width: unknown, height: unknown = 0): Steps<TemporaryNode> {
        const file = fileOf('ImageUtil.scale', image);
        return named(file, yield* imageSteps.scale(yield* bytesSteps(file), { width, height }));
      },
      *crop(image: unknown, x: unknown, y: unknown, width: unknown, height: unknown): Steps<TemporaryNode> {
        const file = fileOf('ImageUtil.crop', image);
        return named(file, yield* imageSteps.crop(yield* bytesSteps(file), { x, y, width, height }));
      },
      *toBase64(image: unknown): Steps<string> {
        const bytes = yield* bytesSteps(fileOf('ImageUtil.toBase64', image));
        return (Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) as { toString(encoding: string): string }).toString('base64');
      },
      *createImageFromBase64(parent: unknown, name: unknown, base64: unknown): Steps<FileNode> {
        const method = 'ImageUtil.createImageFromBase64';
        return yield* createSteps(method, parent, name, base64Of(method, base64));
      },
      *createImageFromTemporary(parent: unknown, file: unknown): Steps<FileNode> {
        return yield* fromTemporarySteps('ImageUtil.createImageFromTemporary', parent, file);
      },
      *updateBinaryContentFromBase64(image: unknown, base64: unknown): Steps<void> {
        const method = 'ImageUtil.updateBinaryContentFromBase64';
        yield* updateSteps(method, image, base64Of(method, base64));
      },
      *updateBinaryContentFromTemporary(image: unknown, source: unknown): Steps<void> {
        const method = 'ImageUtil.updateBinaryContentFromTemporary';
        yield* updateSteps(method, image, yield* contentSteps(method, source));
      },
      *renameImage(image: unknown, name: unknown): Steps<void> {
        yield* renameSteps('ImageUtil.renameImage', image, name);
      },
    }),
    createImage,
    createImages: (parent: unknown, images: unknown) => {
      manyOf('ImageUtil.createImages', parent, images, (name, url) => createImage(parent, name, url));
    },
    updateBinaryContent: (image: unknown, url: unknown) => {
      const method = 'ImageUtil.updateBinaryContent';
      now(updateSteps(method, image, fetched(method, url)));
    },
  });
}
