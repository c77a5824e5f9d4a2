import type { Node, NodeType } from '../../services/nodes';
import type { NodeOrIdentifier } from './data';
import type { Locale } from './java';

/** Who asks, as far as the server knows. What else it knows are properties, which `Properties` and `PropertyUtil` find. */
export interface UserNode extends Node {
  readonly displayName: string;
  readonly mail: string;
  getDisplayName(): string;
  getMail(): string;
  getUUID(): string;
  toString(): string;
  readonly [property: string]: any;
}

/** A group or a role, of which no more is known than its name. */
export interface NamedNode extends Node {
  toString(): string;
}

/** `require('SystemUserUtil')`: of who asks, or of who is given. */
export interface SystemUserUtil {
  isAnonymous(user?: NodeOrIdentifier): boolean;
  isAnySystemUser(user?: NodeOrIdentifier): boolean;
  isSystem(user?: NodeOrIdentifier): boolean;
  isIndexer(user?: NodeOrIdentifier): boolean;
  isValidator(user?: NodeOrIdentifier): boolean;
  isExtractor(user?: NodeOrIdentifier): boolean;
  readonly anonymous: boolean;
  readonly anySystemUser: boolean;
  readonly system: boolean;
  readonly indexer: boolean;
  readonly validator: boolean;
  readonly extractor: boolean;
}

/** `require('UserUtil')`. */
export interface UserUtil {
  isMemberOfGroup(group: NamedNode | string): boolean;
  isMemberOfGroup(user: NodeOrIdentifier, group: NamedNode | string): boolean;
  isAnonymous(user?: NodeOrIdentifier): boolean;
  isSystem(user?: NodeOrIdentifier): boolean;
  isIndexer(user?: NodeOrIdentifier): boolean;
  isExtractor(user?: NodeOrIdentifier): boolean;
  getUserIdentity(...args: unknown[]): null;
  readonly anonymous: boolean;
  readonly system: boolean;
  readonly indexer: boolean;
  readonly extractor: boolean;
  readonly userIdentity: null;
}

export interface RoleMatcher {
  matchesAll(...args: unknown[]): boolean;
  matchesAny(...args: unknown[]): boolean;
}

/** `require('RoleMatcherBuilder')`: roles hold for the whole of Annex. */
export interface RoleMatcherBuilder {
  /** Who asks unless said. */
  setUser(user: NodeOrIdentifier): this;
  addRole(role: NamedNode | string): this;
  clear(): this;
  build(): RoleMatcher;
}

/** `require('RoleUtil')`. */
export interface RoleUtil {
  getRoleByName(name: string): NamedNode | null;
  /** There are no permissions here: false. */
  containsPermission(...args: unknown[]): boolean;
  getRoleMatcherBuilder(): RoleMatcherBuilder;
  readonly roleMatcherBuilder: RoleMatcherBuilder;
}

/** `require('VersionUtil')`. */
export interface VersionUtil {
  readonly OFFLINE_VERSION: 0;
  readonly ONLINE_VERSION: 1;
  getCurrentVersion(): 1;
  readonly currentVersion: 1;
}

/** `require('PortletContextUtil')`: there are no pages here, which are null. */
export interface PortletContextUtil {
  readonly OFFLINE_VERSION: 0;
  readonly ONLINE_VERSION: 1;
  getCurrentPage(): null;
  getCurrentPortlet(): null;
  getCurrentModuleElement(): null;
  getCurrentDashboard(): null;
  /** Swedish where that is what is wanted most of the two, else English. */
  getCurrentLocale(): Locale;
  /** Null where nobody is known. */
  getCurrentUser(): UserNode | null;
  getCurrentUserIdentity(): null;
  getCurrentDecoratedNode(): null;
  getCurrentVersion(): 1;
  getPortletNamespace(prefix?: string): string;
  getNonce(): null;
  readonly currentPage: null;
  readonly currentPortlet: null;
  readonly currentModuleElement: null;
  readonly currentDashboard: null;
  readonly currentLocale: Locale;
  readonly currentUser: UserNode | null;
  readonly currentUserIdentity: null;
  readonly currentDecoratedNode: null;
  readonly currentVersion: 1;
  readonly portletNamespace: string;
  readonly nonce: null;
}

/** `require('NodeTypeUtil')`: a constant (`FILE_TYPE`) and a question (`isFile`) for each of the platform's types; of these, files, folders and users are here. */
export interface NodeTypeUtil {
  isAnyRenderableType(node: NodeOrIdentifier): boolean;
  isAnyContentType(node: NodeOrIdentifier): boolean;
  isAnyUserType(node: NodeOrIdentifier): boolean;
  isAnyMetadataDefinitionType(node: NodeOrIdentifier): boolean;
  isType(node: NodeOrIdentifier, type: string | NodeType): boolean;
  isTypeOf(node: NodeOrIdentifier, ...types: readonly (string | NodeType | readonly (string | NodeType)[])[]): boolean;
  readonly [question: `is${string}`]: (node: NodeOrIdentifier, ...types: any[]) => boolean;
  readonly [constant: `${Uppercase<string>}_TYPE`]: string;
}
