import { beans } from '../../services/beans';
import { lacking } from '../absent';
import { currentLocale } from './asked';
import type { Locale } from './java';

/** What is published is what visitors see; there is no other version here. */
const VERSIONS = { OFFLINE_VERSION: 0, ONLINE_VERSION: 1 } as const;

const nothing = (): null => null;

/**
 * Who asks. Annex's own users are jbackend's, whose sessions are at other URLs; so whoever calls a RESTApp is anonymous.
 */
const isAnonymous = (user?: unknown): boolean => user === undefined || user === null;
const never = (): boolean => false;

/** `require('SystemUserUtil')`. */
export const systemUserUtil = (): object =>
  beans({ isAnySystemUser: isAnonymous, isAnonymous, isSystem: never, isIndexer: never, isValidator: never, isExtractor: never });

/** `require('UserUtil')`. */
export const userUtil = (): object => beans({ isMemberOfGroup: never, isAnonymous, isSystem: never, isIndexer: never, isExtractor: never, getUserIdentity: nothing });

/** `require('VersionUtil')`. */
export const versionUtil = (): object => beans({ ...VERSIONS, getCurrentVersion: () => VERSIONS.ONLINE_VERSION });

/** `require('RoleMatcherBuilder')`: nobody who asks has a role. */
export const roleMatcherBuilder = (): object => {
  const same = (): object => builder;
  const builder = { setUser: same, addRole: same, clear: same, build: () => ({ matchesAll: never, matchesAny: never }) };
  return builder;
};

/** `require('RoleUtil')`. */
export const roleUtil = (): object =>
  lacking('RoleUtil', beans({ getRoleByName: nothing, containsPermission: never, getRoleMatcherBuilder: roleMatcherBuilder }), 'getRoleAssignmentBuilder');

/** `require('PortletContextUtil')`. */
export const portletContextUtil = (): object =>
  beans({
    ...VERSIONS,
    getCurrentPage: nothing,
    getCurrentPortlet: nothing,
    getCurrentModuleElement: nothing,
    getCurrentDashboard: nothing,
    getCurrentLocale: (): Locale => currentLocale(),
    getCurrentUser: nothing,
    getCurrentUserIdentity: nothing,
    getCurrentDecoratedNode: nothing,
    getCurrentVersion: () => VERSIONS.ONLINE_VERSION,
    getPortletNamespace: (prefix: unknown): string => `${String(prefix ?? '')}annex`,
    getNonce: nothing,
  });
