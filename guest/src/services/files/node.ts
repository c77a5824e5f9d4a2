/** Files as the platform's scripts know them: Nodes. */
import mime from 'mime';
import { parse } from '../../host/primordials';
import { DownloadedFile } from '../../http/downloads';
import { UploadedFile } from '../../http/forms';
import { beans } from '../beans';
import { now, type Steps } from '../steps';
import { bytesOf, folderSteps, type FileInfo } from './folder';

/** What Java calls an iterator, and scripts can loop over. */
export class NodeIterator implements IterableIterator<FileNode> {
  readonly #nodes: readonly FileNode[];
  #at = 0;

  constructor(nodes: readonly FileNode[]) {
    this.#nodes = nodes;
    beans(this);
  }

  hasNext(): boolean {
    return this.#at < this.#nodes.length;
  }

  /** The next Node itself, as in Java; `for (… of …)` has an iterator of its own. */
  next(): any {
    const node = this.#nodes[this.#at];
    if (node === undefined) {
      throw new Error('NodeIterator.next: there are no more Nodes (expected: hasNext() to be asked before)');
    }
    this.#at++;
    return node;
  }

  nextNode(): FileNode {
    return this.next() as FileNode;
  }

  getSize(): number {
    return this.#nodes.length;
  }

  getPosition(): number {
    return this.#at;
  }

  skip(count: number): void {
    this.#at += count;
  }

  [Symbol.iterator](): IterableIterator<FileNode> {
    return this.#nodes.slice(this.#at)[Symbol.iterator]();
  }
}

function nodeType(name: string): object {
  return beans({ getName: () => name, toString: () => name, isNodeType: (other: unknown) => other === name });
}

/** A file or a folder that lasts: a place, and what there was when it was made. */
export class FileNode {
  readonly #folder: string;
  #path: string;
  readonly #isFolder: boolean;

  constructor(folder: string, path: string, isFolder: boolean) {
    this.#folder = folder;
    this.#path = path;
    this.#isFolder = isFolder;
    beans(this);
  }

  getName(): string {
    const top = this.#folder === '' ? 'files' : this.#folder;
    return this.#path === '' ? last(top) : last(this.#path);
  }

  /** Finds it again, as long as it has its name. */
  getIdentifier(): string {
    return `files:${encodeURIComponent(this.#folder)}:${this.#path}`;
  }

  getUUID(): string {
    return this.getIdentifier();
  }

  getPath(): string {
    return `${this.#folder}/${this.#path}`;
  }

  getNodes(pattern?: unknown): NodeIterator {
    if (!this.#isFolder) {
      return new NodeIterator([]);
    }
    const wanted = pattern === undefined ? undefined : globs(String(pattern));
    const found = now(folderSteps(this.#folder).list(this.#path));
    return new NodeIterator(found.filter(({ name }) => wanted?.test(name) ?? true).map((each) => this.#below(each.name, each)));
  }

  getNode(path: unknown): FileNode {
    const node = this.#find(path);
    if (node === null) {
      throw new Error(`There is no Node '${String(path)}' in ${this.getPath()}`);
    }
    return node;
  }

  hasNode(path: unknown): boolean {
    return this.#find(path) !== null;
  }

  hasNodes(): boolean {
    return this.getNodes().hasNext();
  }

  getParent(): FileNode | null {
    return this.#path === '' ? null : new FileNode(this.#folder, this.#path.slice(0, Math.max(0, this.#path.lastIndexOf('/'))), true);
  }

  /** A folder with all that is in it. */
  remove(): void {
    now(folderSteps(this.#folder).remove(this.#path, { recursive: true }));
  }

  getDisplayName(): string {
    return this.getName();
  }

  getFileName(): string {
    return this.getName();
  }

  getMimeType(): string | null {
    return this.#isFolder ? null : mimeTypeOf(this);
  }

  /** Bytes. */
  getLength(): number {
    return now(folderSteps(this.#folder).stat(this.#path))?.size ?? 0;
  }

  getLastModifiedDate(): Date | null {
    return now(folderSteps(this.#folder).stat(this.#path))?.modified ?? null;
  }

  getPrimaryNodeType(): object {
    return nodeType(this.#isFolder ? 'sv:folder' : 'sv:file');
  }

  isNode(): boolean {
    return true;
  }

  isNodeType(name: unknown): boolean {
    return name === (this.#isFolder ? 'sv:folder' : 'sv:file');
  }

  toString(): string {
    return this.getPath();
  }

  toJSON(): object {
    return { name: this.getName(), identifier: this.getIdentifier(), path: this.getPath() };
  }

  #find(path: unknown): FileNode | null {
    const name = String(path);
    const found = this.#isFolder ? now(folderSteps(this.#folder).stat(joined(this.#path, name))) : null;
    return found === null ? null : this.#below(name, found);
  }

  #below(name: string, { folder }: FileInfo): FileNode {
    return new FileNode(this.#folder, joined(this.#path, name), folder);
  }

  /** For the modules that work on Nodes. */
  static place(node: FileNode): { steps: ReturnType<typeof folderSteps>; folder: string; path: string; isFolder: boolean } {
    return { steps: folderSteps(node.#folder), folder: node.#folder, path: node.#path, isFolder: node.#isFolder };
  }

  /** It has another name from now on. */
  static renamed(node: FileNode, path: string): void {
    node.#path = path;
  }
}

/** A file for a while: a name, and what a file can be made of. */
export class TemporaryNode {
  readonly #name: string;
  readonly #content: UploadedFile | Uint8Array;

  constructor(name: string, content: UploadedFile | Uint8Array) {
    this.#name = name;
    this.#content = content;
    beans(this);
  }

  getName(): string {
    return this.#name;
  }

  getIdentifier(): string {
    return `temporary:${this.#name}`;
  }

  getPath(): string {
    return `/${this.#name}`;
  }

  getNodes(): NodeIterator {
    return new NodeIterator([]);
  }

  hasNode(): boolean {
    return false;
  }

  hasNodes(): boolean {
    return false;
  }

  remove(): void {
    // It is nowhere.
  }

  getPrimaryNodeType(): object {
    return nodeType('sv:temporaryFile');
  }

  isNodeType(name: unknown): boolean {
    return name === 'sv:temporaryFile';
  }

  static content(node: TemporaryNode): UploadedFile | Uint8Array {
    return node.#content;
  }
}

/** What modules take where the platform takes a file. */
export type AnyFile = FileNode | TemporaryNode | UploadedFile;

function last(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/** A pattern of names as JCR has it: `a*|b*`. */
function globs(pattern: string): RegExp {
  const escaped = pattern.split('|').map((each) => each.trim().replace(/[.+?^${}()[\]\\]/g, '\\$&').replace(/\*+/g, '.*'));
  return new RegExp(`^(?:${escaped.join('|')})$`);
}

/** The add-on's own folder. */
export function ownFolder(): FileNode {
  return new FileNode('', '', true);
}

/** The same where it was granted, else null. */
export function grantedOwnFolder(): FileNode | null {
  try {
    now(folderSteps('').stat(''));
    return ownFolder();
  } catch {
    return null;
  }
}

/** A folder of the operator's. */
export function grantedFolder(path: string): FileNode {
  return new FileNode(path, '', true);
}

/** The Node that an identifier was given by; null where there is none, or none any more. */
export function nodeByIdentifier(identifier: unknown): FileNode | null {
  const [, folder, path = ''] = /^files:([^:]*):(.*)$/s.exec(String(identifier)) ?? [];
  if (folder === undefined) {
    return null;
  }
  try {
    const place = decodeURIComponent(folder);
    const found = now(folderSteps(place).stat(path));
    return found === null ? null : new FileNode(place, path, found.folder);
  } catch {
    return null;
  }
}

/**
 * The Node that an operator means with a setting: by its identifier, or by its path in the own folder or, with `/` at its beginning, in
 * a folder that is granted. One with `/` at its end is a folder, and made where it is missing.
 *
 * @throws Error where there is none, which says what was expected
 */
export function nodeNamed(name: string): FileNode {
  const found = nodeByIdentifier(name) ?? now(namedSteps(name));
  if (found === null) {
    throw new Error(`there is no '${name}' (expected: a path in the add-on's own folder, or in a folder that is granted by 'files')`);
  }
  return found;
}

function* namedSteps(name: string): Steps<FileNode | null> {
  const folder = name.startsWith('/') ? yield* grantedAbove(name) : '';
  if (folder === undefined) {
    return null;
  }
  const path = name.slice(folder.length).split('/').filter((each) => each !== '' && each !== '.');
  const steps = folderSteps(folder);
  if (name.endsWith('/')) {
    for (let depth = 1; depth <= path.length; depth++) {
      yield* steps.createFolder(path.slice(0, depth).join('/'));
    }
  }
  const found = yield* steps.stat(path.join('/'));
  return found === null ? null : new FileNode(folder, path.join('/'), found.folder);
}

/** The folder of the operator's that a path is in; of several the innermost one. */
function* grantedAbove(name: string): Steps<string | undefined> {
  const folders = parse((yield ['files.folders', '']).text) as { path: string }[];
  const above = folders.map(({ path }) => path).filter((path) => path !== '' && `${name}/`.startsWith(`${path.replace(/\/$/, '')}/`));
  return above.sort((a, b) => b.length - a.length)[0];
}

/** Whether it is a file, for a while or for ever. */
export function isFile(value: unknown): value is AnyFile {
  return (value instanceof FileNode && !FileNode.place(value).isFolder) || value instanceof TemporaryNode || value instanceof UploadedFile;
}

/** The name of a Node's type; null for what is no Node. */
export function typeOfNode(value: unknown): string | null {
  if (value instanceof FileNode) {
    return FileNode.place(value).isFolder ? 'sv:folder' : 'sv:file';
  }
  return value instanceof TemporaryNode || value instanceof UploadedFile || value instanceof DownloadedFile ? 'sv:temporaryFile' : null;
}

/** What all modules say of a value that is no file. */
export function fileOf(method: string, value: unknown): AnyFile {
  if (!isFile(value)) {
    const is = value instanceof FileNode ? 'a folder' : value === null ? 'null' : typeof value;
    throw new TypeError(`${method}: ${is} (expected: the Node of a file, or an uploaded file)`);
  }
  return value;
}

export function folderOf(method: string, value: unknown): FileNode {
  if (!(value instanceof FileNode) || !FileNode.place(value).isFolder) {
    throw new TypeError(`${method}: ${value === null ? 'null' : typeof value} (expected: the Node of a folder, such as ResourceLocatorUtil.getLocalFileRepository())`);
  }
  return value;
}

export function* bytesSteps(file: AnyFile): Steps<Uint8Array> {
  if (file instanceof FileNode) {
    const { steps, path } = FileNode.place(file);
    return yield* steps.read(path);
  }
  const content = file instanceof TemporaryNode ? TemporaryNode.content(file) : file;
  return content instanceof UploadedFile ? content.bytes() : content;
}

export function* sizeSteps(file: AnyFile): Steps<number> {
  if (file instanceof FileNode) {
    const { steps, path } = FileNode.place(file);
    return (yield* steps.stat(path))?.size ?? 0;
  }
  const content = file instanceof TemporaryNode ? TemporaryNode.content(file) : file;
  return content instanceof UploadedFile ? content.size : content.byteLength;
}

export function mimeTypeOf(file: AnyFile): string {
  const type = mime.getType(file.getName());
  return type ?? (file instanceof UploadedFile && file.contentType !== '' ? file.contentType : 'application/octet-stream');
}

/** A new file in a folder. Where there is one of that name, it has another. */
export function* createSteps(method: string, parent: unknown, name: unknown, content: unknown): Steps<FileNode> {
  const { steps, folder, path } = FileNode.place(folderOf(method, parent));
  if (typeof name !== 'string' || name === '' || name.includes('/')) {
    throw new TypeError(`${method}: name: ${typeof name === 'string' ? `'${name}'` : typeof name} (expected: a name without '/')`);
  }
  const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length;
  for (let number = 0; ; number++) {
    const place = joined(path, number === 0 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`);
    try {
      yield* steps.write(place, content, { create: true });
      return new FileNode(folder, place, false);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'exists' || number === 1000) {
        throw error;
      }
    }
  }
}

/** Other content for a file that is there. */
export function* updateSteps(method: string, file: unknown, content: unknown): Steps<void> {
  if (!(file instanceof FileNode) || FileNode.place(file).isFolder) {
    throw new TypeError(`${method}: ${file === null ? 'null' : typeof file} (expected: the Node of a file in a folder)`);
  }
  const { steps, path } = FileNode.place(file);
  if ((yield* steps.stat(path)) === null) {
    throw new Error(`${method}: there is no file ${file.getPath()} any more`);
  }
  yield* steps.write(path, content);
}

export function* renameSteps(method: string, file: unknown, name: unknown): Steps<void> {
  if (!(file instanceof FileNode) || typeof name !== 'string' || name === '' || name.includes('/')) {
    throw new TypeError(`${method}: expected the Node of a file, and a name without '/'`);
  }
  const { steps, path, isFolder } = FileNode.place(file);
  if (!isFolder && extension(name) !== extension(path)) {
    throw new Error(`${method}: '${name}' (expected: a name that ends in '${extension(path)}', as the old one does)`);
  }
  const to = joined(path.slice(0, Math.max(0, path.lastIndexOf('/'))), name);
  yield* steps.move(path, to, { replace: false });
  FileNode.renamed(file, to);
}

function extension(name: string): string {
  const dot = last(name).lastIndexOf('.');
  return dot < 0 ? '' : last(name).slice(dot).toLowerCase();
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Strict, as the platform is: what is no base64 is refused. */
export function base64Of(method: string, text: unknown): Buffer {
  const plain = typeof text === 'string' ? text.replace(/[\r\n]/g, '') : undefined;
  if (plain === undefined || !BASE64.test(plain)) {
    throw new TypeError(`${method}: the content is no base64`);
  }
  return Buffer.from(plain, 'base64');
}

/** What a file for a while can be copied from. */
export function temporaryContent(method: string, file: unknown): UploadedFile | FileNode | Uint8Array {
  if (file instanceof TemporaryNode) {
    return TemporaryNode.content(file);
  }
  if (file instanceof DownloadedFile) {
    return file.bytes();
  }
  const content = file instanceof UploadedFile || file instanceof FileNode ? file : bytesOf(file);
  if (content === undefined) {
    throw new TypeError(`${method}: ${file === null ? 'null' : typeof file} (expected: a temporary file Node, an uploaded file, bytes or a text)`);
  }
  return content;
}
