import { local } from '../../host/local';
import { parse as parseJson } from '../../host/primordials';
import { beans } from '../../services/beans';
import { list, type JavaList } from './java';

/** An element as `local.xml.parse` gives it. */
export type Element = readonly [name: string, attributes: Readonly<Record<string, string>>, children: readonly (Element | string)[]];

export function parseXml(text: string): Element {
  return parseJson(local('xml.parse', text)) as Element;
}

function elements([, , children]: Element): Element[] {
  return children.filter((child): child is Element => typeof child !== 'string');
}

/** All text of an element itself; null for none. */
function textOf([, , children]: Element): string | null {
  const texts = children.filter((child) => typeof child === 'string');
  const text = texts.join('');
  return texts.length === 0 || (texts.length < children.length && text.trim() === '') ? null : text;
}

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

/** An element as plain data: names as keys, repeated ones as arrays, attributes beside them, a text alone as itself. */
export function xmlAsData(element: Element): unknown {
  const [, attributes] = element;
  const inner = elements(element);
  const text = textOf(element)?.trim() ?? '';
  const entries = Object.entries(attributes);
  if (inner.length === 0 && entries.length === 0) {
    return text;
  }
  const data = new Map<string, unknown>(entries);
  for (const child of inner) {
    const value = xmlAsData(child);
    const had = data.get(child[0]);
    data.set(child[0], had === undefined ? value : Array.isArray(had) ? [...(had as unknown[]), value] : [had, value]);
  }
  if (text !== '') {
    data.set('content', text);
  }
  return Object.fromEntries(data);
}
