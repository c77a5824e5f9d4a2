import { beans } from '../../services/beans';

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

/** A property by its name, or by Java's getter of it; null for none. */
function valueOf(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null) {
    return null;
  }
  const own = node as Record<string, unknown>;
  const getter = own[`get${name.charAt(0).toUpperCase()}${name.slice(1)}`];
  const value = typeof getter === 'function' ? (getter.call(node) as unknown) : name in own && typeof own[name] !== 'function' ? own[name] : null;
  return value ?? null;
}

const escaped = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`) : value;

const get =
  (change: (value: unknown) => unknown) =>
  (node: unknown, ...names: readonly (string | readonly string[])[]): unknown => {
    const all = names.flat().map(String);
    if (node === null || node === undefined) {
      return null;
    }
    if (all.length === 1) {
      return change(valueOf(node, all[0] as string));
    }
    return Object.fromEntries(all.map((name) => [name, change(valueOf(node, name))]));
  };

const same = (value: unknown): unknown => value;

/** `require('Properties')`. */
export const properties = (): object => ({
  get: get(same),
  getEscaped: get(escaped),
  getArray: (nodes: Iterable<unknown> | null, ...names: string[]) => Array.from(nodes ?? [], (node) => get(same)(node, ...names)),
  getArrayEscaped: (nodes: Iterable<unknown> | null, ...names: string[]) => Array.from(nodes ?? [], (node) => get(escaped)(node, ...names)),
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
    getNodeByIdentifier: (identifier: unknown): NodeLike | null => (identifier === null || identifier === undefined ? null : finder(String(identifier))),
    getNodeId: (at: NodeLike | null | undefined): string | null => at?.getIdentifier() ?? null,
  });
