import { beans } from '../../services/beans';
import { userByIdentifier } from './users';

/** What files and other things that add-ons reach look like to those that look properties up. */
export interface NodeLike {
  getIdentifier(): string;
}

type Finder = (identifier: string) => NodeLike | null;

let finder: Finder = () => null;
let topOfFiles: () => NodeLike | null = () => null;

/** Whoever has Nodes says how one is found by its identifier, and which one has all files. */
export function nodesAreFoundBy(find: Finder, top: () => NodeLike | null): void {
  finder = find;
  topOfFiles = top;
}

/** Names of properties that the platform's nodes have, by the members that have the same here. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'jcr:uuid': ['getIdentifier'],
  'jcr:primaryType': ['getPrimaryNodeType'],
  displayName: ['getDisplayName', 'getName'],
  fileName: ['getFileName', 'getName'],
  mimeType: ['getMimeType', 'contentType'],
  length: ['getLength', 'size'],
};

const found = (identifier: string): NodeLike | null => userByIdentifier(identifier) ?? finder(identifier);

/** What something is the Node of: a Node, or the identifier of one. */
export function resolved(it: unknown): unknown {
  return typeof it === 'string' ? found(it) : it;
}

/** A property by its name, or by Java's getter of it; null for none. */
function valueOf(it: unknown, name: string): unknown {
  const node = resolved(it);
  if (typeof node !== 'object' || node === null) {
    return null;
  }
  const own = node as Record<string, unknown>;
  for (const each of [`get${name.charAt(0).toUpperCase()}${name.slice(1)}`, name, ...(Object.hasOwn(NAMES, name) ? (NAMES[name] as readonly string[]) : [])]) {
    const member = own[each];
    const value = each.startsWith('get') && typeof member === 'function' ? (member.call(node) as unknown) : typeof member === 'function' ? null : member;
    if (value !== undefined && value !== null) {
      return value;
    }
  }
  return null;
}

const escaped = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`) : value;

/** As a script's value: a date is its milliseconds, a Node its identifier, a type its name. */
function native(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  if (value instanceof Date) {
    return value.getTime();
  }
  const { getIdentifier, getName } = value as { getIdentifier?: unknown; getName?: unknown };
  const said = typeof getIdentifier === 'function' ? getIdentifier : getName;
  return typeof said === 'function' ? (said.call(value) as unknown) : value;
}

const get =
  (change: (value: unknown) => unknown) =>
  (it: unknown, ...names: readonly (string | readonly string[])[]): unknown => {
    const node = resolved(it);
    if (node === null || node === undefined) {
      return null;
    }
    const all = names.flat().map(String);
    const property = (name: string): unknown => change(native(valueOf(node, name)));
    if (all.length <= 1) {
      return property(all[0] ?? 'identifier');
    }
    // Of several, those that there are.
    return Object.fromEntries(all.map((name) => [name, property(name)] as const).filter(([, value]) => value !== null));
  };

/** Of all that there is to go through; of one Node, of that. */
const getArray =
  (change: (value: unknown) => unknown) =>
  (nodes: unknown, ...names: string[]): unknown[] =>
    (isIterable(nodes) ? Array.from(nodes) : nodes === null || nodes === undefined ? [] : [nodes]).map((node) => get(change)(node, ...names));

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}

const same = (value: unknown): unknown => value;

/** `require('Properties')`. */
export const properties = (): object => ({
  get: get(same),
  getEscaped: get(escaped),
  getArray: getArray(same),
  getArrayEscaped: getArray(escaped),
});

const typed =
  (accepts: (value: unknown) => unknown, nothing: unknown) =>
  (node: unknown, name: unknown, otherwise: unknown = nothing): unknown =>
    accepts(valueOf(node, String(name))) ?? otherwise;

const text = (value: unknown): unknown => (value === null || typeof value === 'object' ? null : String(value));
const number = (value: unknown): unknown => (typeof value === 'number' ? value : null);
const flag = (value: unknown): unknown => (typeof value === 'boolean' ? value : null);
const node = (value: unknown): unknown => (typeof value === 'object' ? value : null);
const texts = (value: unknown): unknown => (Array.isArray(value) ? value.map(String) : null);

const plain = {
  String: typed(text, null),
  StringEscaped: typed((value) => escaped(text(value)), null),
  Strings: typed(texts, null),
  StringsEscaped: typed((value) => (texts(value) as string[] | null)?.map(escaped), null),
  Boolean: typed(flag, false),
  Int: typed(number, 0),
  Double: typed(number, 0),
  Calendar: typed(nothingOf, null),
  Binary: typed(nothingOf, null),
  Node: typed(node, null),
};

function nothingOf(): null {
  return null;
}

/** `require('PropertyUtil')`. */
export const propertyUtil = (): object => {
  const util: Record<string, unknown> = {};
  for (const [type, read] of Object.entries(plain)) {
    util[`get${type}`] = read;
    util[`getNested${type}`] = (at: unknown, nested: unknown, name: unknown, otherwise?: unknown) => read(plain.Node(at, nested), name, otherwise);
  }
  for (const type of ['String', 'StringEscaped', 'Node'] as const) {
    util[`getEnabled${type}`] = (at: unknown, enabling: unknown, name: unknown, otherwise?: unknown) =>
      plain.Boolean(at, enabling) === true ? plain[type](at, name, otherwise) : (otherwise ?? null);
  }
  return util;
};

const REPOSITORIES =
  'RootNode Site SitePage ColorRepository FontRepository DecorationRepository FileRepository LocalFileRepository ImageRepository LocalImageRepository PageCommentRepository PersonalFileRepository PersonalImageRepository IconRepository IndexRepository DefaultImageRepository DirectoryRepository NodeByPath NodeByUrl TemplateRepository RssFeedRepository ListStyleRepository ModuleElementDraftRepository ModuleElementRepository ModuleElementFileRepository ModuleElementImageRepository AddonRepository NamedReferenceRepository RoleRepository VirtualGroupRepository TagGroupRepository ResponsiveBreakpointRepository TopicRepository ExternalTopicIntegrationRepository OAuth2ConfigurationRepository MetadataDefinitionTemplateRepository Trashcan PrincipalRepository AliasRepository SiteCookieRepository ImageFilterRepository WorkStatusTemplateRepository CssRuleRepository LlmConfigurationRepository TargetAudienceRepository SemanticIndexRepository'.split(
    ' ',
  );

/** `require('ResourceLocatorUtil')`: null for all that a content repository has, so that an add-on's own fallback runs. */
export const resourceLocatorUtil = (): object =>
  beans({
    ...Object.fromEntries(REPOSITORIES.map((name) => [`get${name}`, (): null => null])),
    ...Object.fromEntries(['File', 'LocalFile', 'Image', 'LocalImage'].map((name) => [`get${name}Repository`, () => topOfFiles()])),
    getNodeByIdentifier: (identifier: unknown): NodeLike | null => (identifier === null || identifier === undefined ? null : found(String(identifier))),
    getNodeId: (at: NodeLike | null | undefined): string | null => at?.getIdentifier() ?? null,
  });
