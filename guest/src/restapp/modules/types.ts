import { typeOfNode } from '../../services/files/node';
import { Calendar, list } from './java';
import { resolved } from './nodes';
import { NamedNode, UserNode } from './users';

/** `SIMPLE_USER_TYPE` is `sv:simpleUser`, and a few are written otherwise. */
function typeNamed(constant: string): string {
  const words = constant.toLowerCase().split('_').slice(0, -1);
  return `sv:${words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')}`.replace(/^sv:oauth2/, 'sv:oAuth2');
}

/** What is rendered or shown: none of that is here. */
const none = (): boolean => false;

const typed: Record<string, unknown> = {
  isAnyRenderableType: none,
  isAnyContentType: none,
  isAnyUserType: (node: unknown) => resolved(node) instanceof UserNode,
  isAnyMetadataDefinitionType: none,
  isType: (node: unknown, type: unknown) => typeOf(node) === String(type),
  isTypeOf: (node: unknown, ...types: unknown[]) => types.flat().map(String).includes(typeOf(node) ?? ''),
};

const typeOf = (node: unknown): string | null => {
  const at = resolved(node);
  return at instanceof UserNode || at instanceof NamedNode ? String(at.getPrimaryNodeType()) : typeOfNode(at);
};

/** `require('NodeTypeUtil')`: a constant and a question for each of the platform's types; of these, files, folders and users are here. */
export const nodeTypeUtil = (): object =>
  new Proxy(typed, {
    get: (target, name) => {
      if (typeof name !== 'string' || Object.hasOwn(target, name)) {
        return target[name as string];
      }
      const [, type = ''] = /^is([A-Z][A-Za-z]*)$/.exec(name) ?? [];
      if (type !== '') {
        target[name] = (node: unknown) => typeOf(node) === `sv:${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      } else if (/^[A-Z][A-Z0-9_]*_TYPE$/.test(name)) {
        target[name] = typeNamed(name);
      }
      return target[name];
    },
  });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isWhole = (value: unknown): boolean => Number.isInteger(value);
const isList = (value: unknown): boolean => Array.isArray(value);
const isError = (value: unknown): boolean => value instanceof Error;
const can = (value: unknown, ...methods: readonly PropertyKey[]): boolean =>
  isObject(value) && methods.every((each) => typeof (value as Record<PropertyKey, unknown>)[each] === 'function');

/** `require('InstanceTypeUtil')`: Java's types, by what scripts have in their place. */
export const instanceTypeUtil = (): object => ({
  isString: isText,
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isInteger: (value: unknown) => isWhole(value) && (value as number) === ((value as number) | 0),
  isLong: isWhole,
  isDouble: isNumber,
  isFloat: isNumber,
  isNumber,
  isNode: (value: unknown) => value instanceof UserNode || value instanceof NamedNode || typeOfNode(value) !== null,
  isProperty: none,
  isDate: (value: unknown) => value instanceof Date,
  isCalendar: (value: unknown) => value instanceof Calendar,
  isList,
  isMap: (value: unknown) => value instanceof Map,
  isSet: (value: unknown) => value instanceof Set,
  isCollection: (value: unknown) => isList(value) || value instanceof Set,
  isIterator: (value: unknown) => can(value, 'next'),
  isIterable: (value: unknown) => can(value, Symbol.iterator),
  isSerializable: (value: unknown) => value !== undefined && value !== null && typeof value !== 'function',
  isComparator: (value: unknown) => can(value, 'compare'),
  isComparable: (value: unknown) => isText(value) || isNumber(value) || typeof value === 'boolean' || value instanceof Date,
  isException: isError,
  isThrowable: isError,
});

interface Placed {
  hasNode(path: string): boolean;
  getNode(path: string): Placed;
  getParent(): Placed | null;
  getPath(): string;
}

const placed = (node: unknown): Placed | null => (can(node, 'getNode', 'hasNode', 'getPath') ? (node as Placed) : null);

/** `require('NodeTreeUtil')`: null where there is no such node, instead of an error. */
export const nodeTreeUtil = (): object => {
  const nothing = (): null => null;
  const empty = (): object => list([]);
  return {
    getNode: (node: unknown, path: unknown) => {
      const at = placed(resolved(node));
      return at?.hasNode(String(path)) === true ? at.getNode(String(path)) : null;
    },
    getParent: (node: unknown) => {
      const at = resolved(node);
      return can(at, 'getParent') ? (at as Placed).getParent() : null;
    },
    isDescendantOf: (node: unknown, parent: unknown) => {
      const [at, above] = [placed(resolved(node)), placed(resolved(parent))];
      return at !== null && above !== null && at.getPath().startsWith(`${above.getPath().replace(/\/$/, '')}/`) && at.getPath() !== above.getPath();
    },
    // Of pages, and there are none.
    getWebPathNodes: empty,
    findPortletByContentIdentifier: nothing,
    findPortletByName: nothing,
    findPortletsByName: empty,
    findPortletsByType: empty,
    findPortlets: empty,
    findLayoutByName: nothing,
    findLayoutsByName: empty,
    findLayouts: empty,
  };
};
