import { local } from '../../host/local';
import { parse } from '../../host/primordials';

/** An element as `local.xml.parse` gives it. */
export type Element = readonly [name: string, attributes: Readonly<Record<string, string>>, children: readonly (Element | string)[]];

/** The element that a document is. */
export function parseXml(text: string): Element {
  return parse(local('xml.parse', text)) as Element;
}

/** The elements in an element. */
export function elements([, , children]: Element): Element[] {
  return children.filter((child): child is Element => typeof child !== 'string');
}

/** All text of an element itself; null for none. */
export function textOf([, , children]: Element): string | null {
  const texts = children.filter((child) => typeof child === 'string');
  const text = texts.join('');
  return texts.length === 0 || (texts.length < children.length && text.trim() === '') ? null : text;
}

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
