import { beans } from '../../services/beans';
import { elements, parseXml, textOf, type Element } from '../../services/requester/xml';
import { list, type JavaList } from './java';

/** What handlers see of an element. */
class XmlElement {
  readonly #element: Element;

  constructor(element: Element) {
    this.#element = element;
    beans(this);
  }

  getName(): string {
    return this.#element[0];
  }

  getText(): string | null {
    return textOf(this.#element);
  }

  getAttribute(name: unknown): string | null {
    const attributes = this.#element[1];
    return Object.hasOwn(attributes, String(name)) ? (attributes[String(name)] as string) : null;
  }

  hasElement(name: unknown): boolean {
    return elements(this.#element).some((each) => each[0] === String(name));
  }

  getElement(name: unknown): XmlElement | null {
    const found = elements(this.#element).find((each) => each[0] === String(name));
    return found === undefined ? null : new XmlElement(found);
  }

  getElements(name?: unknown): JavaList<XmlElement> {
    return list(
      elements(this.#element)
        .filter((each) => name === undefined || each[0] === String(name))
        .map((each) => new XmlElement(each)),
    );
  }
}

interface FileLike {
  readonly text?: () => string;
  readonly bytes?: () => Uint8Array;
}

function contentOf(source: unknown, charset: unknown): string {
  if (typeof source === 'string') {
    return source;
  }
  const file = source as FileLike | null;
  if (typeof charset === 'string' && typeof file?.bytes === 'function') {
    return new TextDecoder(charset).decode(file.bytes());
  }
  if (typeof file?.text === 'function') {
    return file.text();
  }
  throw new TypeError(`XmlParserUtil.parse: ${source === null ? 'null' : typeof source} (expected: XML as text, or a file)`);
}

/** Tells of each element that a path such as `/rss/channel/item` leads to, in the order of the document. */
function parse(selection: unknown, source: unknown, ...more: readonly unknown[]): void {
  const [charset, given] = more.length > 1 ? more : [undefined, more[0]];
  const handler = typeof given === 'function' ? (given as (element: XmlElement) => unknown) : (given as { handleElement?: (element: XmlElement) => unknown } | undefined)?.handleElement;
  if (typeof handler !== 'function') {
    throw new TypeError('XmlParserUtil.parse: the handler must be a function (element)');
  }
  const path = String(selection);
  if (!/^\/{0,2}[^/]+(\/[^/]+)*$/.test(path)) {
    throw new TypeError(`XmlParserUtil.parse: '${path.slice(0, 100)}' (expected: names with slashes between them, such as '/rss/channel/item')`);
  }
  const names = path.replace(/^\/+/, '').split('/');
  const anywhere = !/^\/[^/]/.test(path);
  const walk = (element: Element, at: number): void => {
    if (names[at] === element[0] || names[at] === '*') {
      if (at === names.length - 1) {
        handler.call(given, new XmlElement(element));
        return;
      }
      elements(element).forEach((child) => {
        walk(child, at + 1);
      });
    }
    if (anywhere && at === 0) {
      elements(element).forEach((child) => {
        walk(child, 0);
      });
    }
  };
  walk(parseXml(contentOf(source, charset)), 0);
}

/** `require('XmlParserUtil')`. */
export const xmlParserUtil = (): object => ({ parse });
