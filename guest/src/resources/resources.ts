import { callBytes, callText } from '../host/host';

/** A file of the add-on's `resource` folder. */
export class ResourceNode {
  readonly #token: string;

  constructor(
    readonly name: string,
    readonly path: string,
    readonly contentType: string,
    readonly size: number,
    token: string,
  ) {
    this.#token = token;
  }

  text(): string {
    return callText('resource.text', this.#token);
  }

  bytes(): Uint8Array {
    return callBytes('resource.bytes', this.#token);
  }

  static token(node: ResourceNode): string {
    return node.#token;
  }
}

/** `require('appResource')`. */
export const appResource = {
  /** The text of a file; null where there is none. */
  getContent(name: string): string | null {
    return appResource.getNode(name)?.text() ?? null;
  },

  getNode(name: string): ResourceNode | null {
    const found = callText('resource.find', String(name));
    if (found === '') {
      return null;
    }
    const node = JSON.parse(found) as { name: string; path: string; contentType: string; size: number; token: string };
    return new ResourceNode(node.name, node.path, node.contentType, node.size, node.token);
  },
};

// What the library calls on it itself stays what it is.
Object.freeze(ResourceNode);
