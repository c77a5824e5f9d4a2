/** What Java calls a type of nodes. */
export interface NodeType {
  /** `sv:file`, `sv:folder`, `sv:temporaryFile`, `sv:user`, `sv:group` or `sv:role`. */
  readonly name: string;
  getName(): string;
  isNodeType(name: string): boolean;
  toString(): string;
}

/** Goes through Nodes; a loop `for (… of …)` does so too. */
export interface NodeIterator extends Iterable<FileNode> {
  readonly size: number;
  readonly position: number;
  hasNext(): boolean;
  /** @throws {Error} after the last */
  next(): FileNode;
  nextNode(): FileNode;
  getSize(): number;
  getPosition(): number;
  skip(count: number): void;
}

/** What every Node has. */
export interface Node {
  readonly name: string;
  readonly identifier: string;
  readonly primaryNodeType: NodeType;
  getName(): string;
  /** By which `ResourceLocatorUtil.getNodeByIdentifier` finds it again. */
  getIdentifier(): string;
  getPrimaryNodeType(): NodeType;
}

/** A file or a folder that lasts: the add-on's own, or one of the operator's. Each getter is a property too. */
export interface FileNode extends Node {
  readonly path: string;
  readonly displayName: string;
  readonly fileName: string;
  readonly mimeType: string | null;
  readonly length: number;
  readonly lastModifiedDate: Date | null;
  readonly parent: FileNode | null;
  readonly nodes: NodeIterator;
  getPath(): string;
  getUUID(): string;
  getDisplayName(): string;
  getFileName(): string;
  /** Null for a folder. */
  getMimeType(): string | null;
  /** Bytes. */
  getLength(): number;
  getLastModifiedDate(): Date | null;
  /** Null for the topmost. */
  getParent(): FileNode | null;
  /** Of a folder; with a pattern such as `a*|b*` those of such names. */
  getNodes(pattern?: string): NodeIterator;
  /** @throws {Error} where there is none */
  getNode(path: string): FileNode;
  hasNode(path: string): boolean;
  hasNodes(): boolean;
  /** A folder with all that is in it. */
  remove(): void;
  isNode(): boolean;
  isNodeType(name: string): boolean;
  toString(): string;
  toJSON(): object;
}

/** A file for a while: a name, and what a file can be made of. */
export interface TemporaryNode extends Node {
  readonly path: string;
  readonly nodes: NodeIterator;
  getPath(): string;
  getNodes(): NodeIterator;
  hasNode(): boolean;
  hasNodes(): boolean;
  remove(): void;
  isNodeType(name: string): boolean;
}
