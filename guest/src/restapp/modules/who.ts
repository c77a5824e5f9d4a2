import { beans } from '../../services/beans';
import { Told } from '../../services/told';
import { lacking } from '../absent';
import { currentLocale } from './asked';
import type { Locale } from './java';
import { currentUser, NamedNode, nameOf, userByIdentifier, UserNode } from './users';

/** What is published is what visitors see; there is no other version here. */
const VERSIONS = { OFFLINE_VERSION: 0, ONLINE_VERSION: 1 } as const;

const nothing = (): null => null;
const never = (): boolean => false;

/** Whoever is given, by the Node or its identifier; only who asks is known. */
const userOf = (user: unknown): UserNode | null => (user instanceof UserNode ? user : typeof user === 'string' ? userByIdentifier(user) : null);

/** Who asks, or who is given: where it is null, or somebody unknown, nobody is known. */
const isAnonymous = (...users: unknown[]): boolean => (users.length === 0 ? currentUser() : userOf(users[0])) === null;

/** `require('SystemUserUtil')`. */
export const systemUserUtil = (): object =>
  beans({ isAnySystemUser: isAnonymous, isAnonymous, isSystem: never, isIndexer: never, isValidator: never, isExtractor: never });

/** Of who asks, or of who is given first. */
const isMemberOfGroup = (...of: unknown[]): boolean => {
  const user = of.length < 2 ? currentUser() : userOf(of[0]);
  const group = nameOf(of.at(-1));
  return user !== null && group !== undefined && UserNode.isIn(user, 'groups', group);
};

/** `require('UserUtil')`. */
export const userUtil = (): object => beans({ isMemberOfGroup, isAnonymous, isSystem: never, isIndexer: never, isExtractor: never, getUserIdentity: nothing });

/** `require('VersionUtil')`. */
export const versionUtil = (): object => beans({ ...VERSIONS, getCurrentVersion: () => VERSIONS.ONLINE_VERSION });

interface Matched {
  user?: { readonly given: unknown };
  readonly roles: unknown[];
}

const copied = ({ user, roles }: Matched): Matched => ({ ...(user === undefined ? {} : { user }), roles: [...roles] });

function matcherBuilder(told: { get: () => Matched }): object {
  const builder = {
    setUser: (given: unknown): object => {
      told.get().user = { given };
      return builder;
    },
    addRole: (role: unknown): object => {
      told.get().roles.push(role);
      return builder;
    },
    clear: (): object => {
      const at = told.get();
      delete at.user;
      at.roles.length = 0;
      return builder;
    },
    build: (): object => {
      const { user, roles } = copied(told.get());
      const who = user === undefined ? currentUser() : userOf(user.given);
      const has = (role: unknown): boolean => {
        const name = nameOf(role);
        return who !== null && name !== undefined && UserNode.isIn(who, 'roles', name);
      };
      return { matchesAll: () => roles.length > 0 && roles.every(has), matchesAny: () => roles.some(has) };
    },
  };
  return builder;
}

/** `require('RoleMatcherBuilder')`: roles hold for the whole of Annex, at whichever Node one is asked about. */
export const roleMatcherBuilder = (): object => matcherBuilder(new Told<Matched>({ roles: [] }, copied));

/** `require('RoleUtil')`: nobody keeps a list of all roles, so each that is asked for is there, and whoever is known has it or not. */
export const roleUtil = (): object =>
  lacking(
    'RoleUtil',
    beans({
      getRoleByName: (name: unknown) => (typeof name === 'string' && name !== '' ? new NamedNode('sv:role', name) : null),
      containsPermission: never,
      getRoleMatcherBuilder: () => matcherBuilder(Told.by<Matched>({ roles: [] }, copied)),
    }),
    'getRoleAssignmentBuilder',
  );

/** `require('PortletContextUtil')`. */
export const portletContextUtil = (): object =>
  beans({
    ...VERSIONS,
    getCurrentPage: nothing,
    getCurrentPortlet: nothing,
    getCurrentModuleElement: nothing,
    getCurrentDashboard: nothing,
    getCurrentLocale: (): Locale => currentLocale(),
    getCurrentUser: currentUser,
    getCurrentUserIdentity: nothing,
    getCurrentDecoratedNode: nothing,
    getCurrentVersion: () => VERSIONS.ONLINE_VERSION,
    getPortletNamespace: (prefix: unknown): string => `${String(prefix ?? '')}annex`,
    getNonce: nothing,
  });
