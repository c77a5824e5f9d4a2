/** The platform's modules that work on files. */
import { UploadedFile } from '../../http/forms';
import { log } from '../../log/log';
import { beans } from '../beans';
import { fetched, fetchedLater } from './fetched';
import { both, later, now, type Steps } from '../steps';
import { Told } from '../told';
import {
  base64Of,
  bytesSteps,
  createSteps,
  fileOf,
  FileNode,
  folderOf,
  grantedFolder,
  joined,
  mimeTypeOf,
  ownFolder,
  renameSteps,
  sizeSteps,
  TemporaryNode,
  temporaryContent,
  updateSteps,
  type AnyFile,
} from './node';

/** Types of bytes that are no text in any charset. */
const BINARY = /^(?:audio|video|font|image\/(?!svg))|^application\/(?:pdf|zip|gzip|java-archive|vnd\.(?!.*(?:xml|json)$)|x-(?:7z|tar|bzip|rar|gzip|msdownload))/;

/** Steps of both modules that make files of files. */
export function* contentSteps(method: string, source: unknown): Steps<UploadedFile | Uint8Array> {
  const content = temporaryContent(method, source);
  return content instanceof FileNode ? yield* bytesSteps(content) : content;
}

export function* fromTemporarySteps(method: string, parent: unknown, source: unknown): Steps<FileNode> {
  const name = (source as { getName?: () => string } | null)?.getName?.();
  return yield* createSteps(method, parent, name, yield* contentSteps(method, source));
}

/** Names and URLs, of a map or an object; what cannot be fetched is left out, as on the platform, and told by the log. */
export function manyOf(method: string, parent: unknown, files: unknown, create: (name: string, url: unknown) => unknown): void {
  folderOf(method, parent);
  for (const [name, url] of files instanceof Map ? files : Object.entries((files ?? {}) as object)) {
    try {
      create(String(name), url);
    } catch (error) {
      log('warn', (error as Error).message);
    }
  }
}

function createFile(parent: unknown, name: unknown, url: unknown): FileNode {
  const method = 'FileUtil.createFile';
  folderOf(method, parent);
  return now(createSteps(method, parent, name, fetched(method, url)));
}

async function createFileAsync(parent: unknown, name: unknown, url: unknown): Promise<FileNode> {
  const method = 'FileUtil.createFile';
  folderOf(method, parent);
  const bytes = await fetchedLater(method, url);
  return later(() => createSteps(method, parent, name, bytes));
}

/** `require('FileUtil')`. */
export function fileUtil(): object {
  return beans({
    ...both({
      *getContentAsString(file: unknown, charset?: unknown): Steps<string | null> {
        const it = fileOf('FileUtil.getContentAsString', file);
        const name = typeof charset === 'string' ? charset : '';
        if (BINARY.test(mimeTypeOf(it))) {
          return null;
        }
        if (it instanceof FileNode) {
          const { steps, path } = FileNode.place(it);
          return yield* steps.readText(path, name);
        }
        return decoded(yield* bytesSteps(it), name);
      },
      *getContentAsBytes(file: unknown): Steps<Uint8Array> {
        return yield* bytesSteps(fileOf('FileUtil.getContentAsBytes', file));
      },
      *createFileFromBase64(parent: unknown, name: unknown, base64: unknown): Steps<FileNode> {
        const method = 'FileUtil.createFileFromBase64';
        return yield* createSteps(method, parent, name, base64Of(method, base64));
      },
      *createFileFromTemporary(parent: unknown, file: unknown): Steps<FileNode> {
        return yield* fromTemporarySteps('FileUtil.createFileFromTemporary', parent, file);
      },
      *updateBinaryContentFromBase64(file: unknown, base64: unknown): Steps<void> {
        const method = 'FileUtil.updateBinaryContentFromBase64';
        yield* updateSteps(method, file, base64Of(method, base64));
      },
      *updateBinaryContentFromTemporary(file: unknown, source: unknown): Steps<void> {
        const method = 'FileUtil.updateBinaryContentFromTemporary';
        yield* updateSteps(method, file, yield* contentSteps(method, source));
      },
      *updateContent(file: unknown, content: unknown): Steps<void> {
        yield* updateSteps('FileUtil.updateContent', file, content);
      },
      *renameFile(file: unknown, name: unknown): Steps<void> {
        yield* renameSteps('FileUtil.renameFile', file, name);
      },
      *getSize(file: unknown): Steps<number> {
        return yield* sizeSteps(fileOf('FileUtil.getSize', file));
      },
    }),
    getMimeType: (file: unknown) => mimeTypeOf(fileOf('FileUtil.getMimeType', file)),
    createFile,
    createFileAsync,
    createFiles: (parent: unknown, files: unknown) => {
      manyOf('FileUtil.createFiles', parent, files, (name, url) => createFile(parent, name, url));
    },
    updateBinaryContent: (file: unknown, url: unknown) => {
      const method = 'FileUtil.updateBinaryContent';
      now(updateSteps(method, file, fetched(method, url)));
    },
    // There are no versions, and nothing is downloaded but by a route.
    setVersioned: () => undefined,
    setDownloadProtected: () => undefined,
    /** Annex's own: the folder of the add-on, or one of the operator's by its path. */
    getFolder: (path?: unknown) => (path === undefined ? ownFolder() : grantedFolder(String(path))),
  });
}

function decoded(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset === '' ? 'utf-8' : charset).decode(bytes);
  } catch {
    // The platform reads what it has no charset for as UTF-8.
    return new TextDecoder().decode(bytes);
  }
}

/** `require('FolderUtil')`. */
export function folderUtil(): object {
  return {
    ...both({
      *renameFolder(folder: unknown, name: unknown): Steps<void> {
        const method = 'FolderUtil.renameFolder';
        folderOf(method, folder);
        yield* renameSteps(method, folder, name);
      },
    *createFolder(parent: unknown, name: unknown): Steps<FileNode> {
      const { steps, folder, path } = FileNode.place(folderOf('FolderUtil.createFolder', parent));
      if (typeof name !== 'string' || name === '' || name.includes('/')) {
        throw new TypeError("FolderUtil.createFolder: expected a name without '/'");
      }
      const place = joined(path, name);
      yield* steps.createFolder(place);
      return new FileNode(folder, place, true);
    },
    }),
    // There are no versions, and nothing is downloaded but by a route.
    setVersioned: () => undefined,
    setDownloadProtected: () => undefined,
  };
}

interface Named {
  name: string;
  file: AnyFile | Uint8Array | undefined;
}

/** `require('TemporaryFileNodeBuilder')`: one builder, as the platform has it. */
export function temporaryFileNodeBuilder(): object {
  const told = new Told<Named>({ name: '', file: undefined }, (first) => ({ ...first }));
  const builder = {
    setFileName(value: unknown) {
      told.get().name = value === undefined || value === null ? '' : String(value);
      return builder;
    },
    setFile(value: unknown) {
      told.get().file = value === null || value === undefined ? undefined : temporaryContent('TemporaryFileNodeBuilder.setFile', value);
      return builder;
    },
    build(): TemporaryNode {
      const { name, file } = told.get();
      if (file === undefined || name === '') {
        throw new Error(`TemporaryFileNodeBuilder.build: there is no ${file === undefined ? 'file' : 'name'} (expected: setFile and setFileName before)`);
      }
      const content = file instanceof FileNode ? (FILES.getContentAsBytes(file) as Uint8Array) : file instanceof TemporaryNode ? TemporaryNode.content(file) : file;
      return new TemporaryNode(name, content);
    },
  };
  return builder;
}

const FILES = both({
  *getContentAsBytes(file: AnyFile): Steps<Uint8Array> {
    return yield* bytesSteps(file);
  },
});
