import type { FileNode, TemporaryNode } from '../../services/nodes';
import type { DownloadedFile, UploadedFile } from '../../services/uploads';

/** What the platform's functions take where they take a file. */
export type AnyFile = FileNode | TemporaryNode | UploadedFile;

/** What a file for a while can be copied from. */
export type TemporaryContent = AnyFile | DownloadedFile | string | ArrayBuffer | ArrayBufferView;

/**
 * `require('FileUtil')`: needs the grant `files`. A new file whose name is taken has another: `one-1.txt`. The forms without `Async` wait.
 *
 * All throw a TypeError for what is no file or no folder, and an Error with a `code` such as `not_found`, `quota` or `read_only`.
 */
export interface FileUtil {
  /** Null for pictures, archives and the like; UTF-8 unless said. */
  getContentAsString(file: AnyFile, charset?: string): string | null;
  getContentAsStringAsync(file: AnyFile, charset?: string): Promise<string | null>;
  getContentAsBytes(file: AnyFile): Uint8Array;
  getContentAsBytesAsync(file: AnyFile): Promise<Uint8Array>;
  /** Fetches it, as `Requester` does. */
  createFile(parent: FileNode, name: string, url: string): FileNode;
  createFileAsync(parent: FileNode, name: string, url: string): Promise<FileNode>;
  /** URLs by names; what cannot be fetched is left out, and told by the log. */
  createFiles(parent: FileNode, files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): void;
  createFileFromBase64(parent: FileNode, name: string, base64: string): FileNode;
  createFileFromBase64Async(parent: FileNode, name: string, base64: string): Promise<FileNode>;
  createFileFromTemporary(parent: FileNode, file: TemporaryContent): FileNode;
  createFileFromTemporaryAsync(parent: FileNode, file: TemporaryContent): Promise<FileNode>;
  updateBinaryContent(file: FileNode, url: string): void;
  updateBinaryContentFromBase64(file: FileNode, base64: string): void;
  updateBinaryContentFromBase64Async(file: FileNode, base64: string): Promise<void>;
  updateBinaryContentFromTemporary(file: FileNode, source: TemporaryContent): void;
  updateBinaryContentFromTemporaryAsync(file: FileNode, source: TemporaryContent): Promise<void>;
  updateContent(file: FileNode, content: string | ArrayBuffer | ArrayBufferView | UploadedFile): void;
  updateContentAsync(file: FileNode, content: string | ArrayBuffer | ArrayBufferView | UploadedFile): Promise<void>;
  /** The extension stays. */
  renameFile(file: FileNode, name: string): void;
  renameFileAsync(file: FileNode, name: string): Promise<void>;
  /** Bytes. */
  getSize(file: AnyFile): number;
  getSizeAsync(file: AnyFile): Promise<number>;
  getMimeType(file: AnyFile): string;
  /** Nothing: there are no versions. */
  setVersioned(...args: unknown[]): void;
  /** Nothing: nothing is downloaded but by a route. */
  setDownloadProtected(...args: unknown[]): void;
  /** The add-on's own folder, or one of the operator's by its path. */
  getFolder(path?: string): FileNode;
  readonly folder: FileNode;
}

/** `require('FolderUtil')`. */
export interface FolderUtil {
  createFolder(parent: FileNode, name: string): FileNode;
  createFolderAsync(parent: FileNode, name: string): Promise<FileNode>;
  renameFolder(folder: FileNode, name: string): void;
  renameFolderAsync(folder: FileNode, name: string): Promise<void>;
  setVersioned(...args: unknown[]): void;
  setDownloadProtected(...args: unknown[]): void;
}

/** `require('TemporaryFileNodeBuilder')`. */
export interface TemporaryFileNodeBuilder {
  setFileName(name: string | null | undefined): this;
  setFile(file: TemporaryContent | null | undefined): this;
  /** @throws {Error} without a name or a file */
  build(): TemporaryNode;
}

/** `require('ImageUtil')`: PNG, JPEG, GIF, WebP. What `scale` and `crop` give is kept with `createImageFromTemporary`. */
export interface ImageUtil {
  /** Pixels. */
  getWidth(image: AnyFile): number;
  getWidthAsync(image: AnyFile): Promise<number>;
  /** Pixels. */
  getHeight(image: AnyFile): number;
  getHeightAsync(image: AnyFile): Promise<number>;
  /** Fits it into a width and a height in pixels; 0, or none, is as the other one wants it. */
  scale(image: AnyFile, width: number | string, height?: number | string): TemporaryNode;
  scaleAsync(image: AnyFile, width: number | string, height?: number | string): Promise<TemporaryNode>;
  crop(image: AnyFile, x: number | string, y: number | string, width: number | string, height: number | string): TemporaryNode;
  cropAsync(image: AnyFile, x: number | string, y: number | string, width: number | string, height: number | string): Promise<TemporaryNode>;
  toBase64(image: AnyFile): string;
  toBase64Async(image: AnyFile): Promise<string>;
  /** Fetches it, as `Requester` does. */
  createImage(parent: FileNode, name: string, url: string): FileNode;
  createImages(parent: FileNode, images: Readonly<Record<string, string>> | ReadonlyMap<string, string>): void;
  createImageFromBase64(parent: FileNode, name: string, base64: string): FileNode;
  createImageFromBase64Async(parent: FileNode, name: string, base64: string): Promise<FileNode>;
  createImageFromTemporary(parent: FileNode, file: TemporaryContent): FileNode;
  createImageFromTemporaryAsync(parent: FileNode, file: TemporaryContent): Promise<FileNode>;
  updateBinaryContent(image: FileNode, url: string): void;
  updateBinaryContentFromBase64(image: FileNode, base64: string): void;
  updateBinaryContentFromBase64Async(image: FileNode, base64: string): Promise<void>;
  updateBinaryContentFromTemporary(image: FileNode, source: TemporaryContent): void;
  updateBinaryContentFromTemporaryAsync(image: FileNode, source: TemporaryContent): Promise<void>;
  /** The extension stays. */
  renameImage(image: FileNode, name: string): void;
  renameImageAsync(image: FileNode, name: string): Promise<void>;
}
