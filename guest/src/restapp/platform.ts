import { callText, settings } from '../boundary/host';
import { NOTHING } from '../modules/loader';
import { console, format } from '../runtime/console';
import { log, type Level } from '../boundary/log';
import { appResource } from './resources';
import type { Router } from './router';

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** `require('LogUtil')`: `info(message[, error])`, `isInfoEnabled()`, and the latter as a property as Java's beans have it. */
function logUtil(): object {
  const util: Record<string, unknown> = {};
  for (const level of LEVELS) {
    const name = level[0]?.toUpperCase() + level.slice(1);
    util[level] = (...args: unknown[]) => {
      log(level, format(args));
    };
    util[`is${name}Enabled`] = () => true;
    util[`${level}Enabled`] = true;
  }
  return util;
}

/** Modules of the platform that real add-ons require and that are not here. */
const ABSENT = new Set([
  ...['AccessUtil', 'AlphabeticalUtil', 'ArchiveUtil', 'AttachmentUtil', 'BlogRenderer', 'CalendarUtil', 'CardUtil', 'CategoryUtil'],
  ...['CategorizationUtil', 'CollaborationGroupUtil', 'CollaborationRenderer', 'CookieUtil', 'CssUtil', 'CSVReaderUtil', 'CSVWriterUtil'],
  ...['DateUtil', 'DebugUtil', 'DeployUtil', 'DirectoryUtil', 'Discussion', 'DiscussionUtil', 'EditorUtil', 'EndecUtil', 'EventUtil'],
  ...['FacetUtil', 'FavouriteUtil', 'FileUtil', 'FolderUtil', 'FormUtil', 'GroupUtil', 'HashUtil', 'I18nUtil', 'IconRenderer', 'IdeaUtil'],
  ...['ImageRenderer', 'ImageUtil', 'InstanceTypeUtil', 'JournalUtil', 'JsonUtil', 'LanguageUtil', 'LikeUtil', 'LinkRenderer', 'LinkUtil'],
  ...['ListUtil', 'LocaleUtil', 'Mail', 'MailBuilder', 'MailUtil', 'MathUtil', 'MessageUtil', 'MetadataDefinitionUtil', 'MetadataUtil'],
  ...['NativeUtil', 'NodeComparatorUtil', 'NodeFilterBuilder', 'NodeIteratorUtil', 'NodeTreeUtil', 'NodeTypeUtil', 'NodeUtil', 'OutputUtil'],
  ...['PageUtil', 'PermissionUtil', 'PersonalTagUtil', 'PortletContextUtil', 'PortletUtil', 'ProjectUtil', 'Properties', 'PropertyUtil'],
  ...['PublishingUtil', 'RandomUtil', 'RatingUtil', 'RelationUtil', 'RenderUtil', 'Requester', 'RequesterUtil', 'ResourceLocatorUtil'],
  ...['RestApi', 'RestAppInvokerFactory', 'RestAppInvoker', 'RoleUtil', 'ScriptUtil', 'SearchFactory', 'SearchUtil', 'SecurityUtil'],
  ...['SessionUtil', 'SimpleUserUtil', 'SocialGroupUtil', 'SortUtil', 'StringUtil', 'SubscriptionUtil', 'SystemUserUtil', 'TagUtil'],
  ...['TemplateUtil', 'TextModuleRenderer', 'TimeUtil', 'TrashcanUtil', 'URLRenderer', 'UserFactory', 'UserUtil', 'UserTrackingUtil'],
  ...['VelocityUtil', 'VersionUtil', 'WebContentUtil', 'WorkUtil', 'XmlParserUtil', 'appData', 'globalAppData', 'appStorage', 'storage'],
  ...['events/index', 'hooks', 'i18n', 'java', 'jquery', 'localization', 'mail', 'permission', 'portletContext', 'properties', 'requester'],
  ...['restAppInvoker', 'restapi', 'scheduledTasks', 'security', 'systemUser', 'urlRenderer', 'userIdentity', 'versionUtil', 'websocket'],
]);

/** Stands for a module that is not here: it can be required and passed on, and fails, saying its name, when it is used. */
function absent(module: string): object {
  const fail = (member: PropertyKey): never => {
    throw new Error(`The platform module '${module}' is not available here (used: ${module}.${String(member)})`);
  };
  return new Proxy(Object.create(null) as object, {
    get(_target, member) {
      if (typeof member === 'symbol' || member === '__esModule' || member === 'then' || member === 'default' || member === 'toJSON') {
        return undefined;
      }
      return Object.assign(() => fail(member), { toString: () => fail(member) });
    },
    set: (_target, member) => fail(member),
  });
}

/** What `require` gives to RESTApps for the platform's own names. */
export function platform(router: Router, privileged: boolean): (name: string) => unknown {
  const known: Record<string, () => unknown> = {
    router: () => router,
    LogUtil: logUtil,
    logUtil,
    appResource: () => appResource,
    appInfo: () => ({ ...JSON.parse(callText('app.info', '')), appName: settings.addon, appVersion: settings.version }),
    privileged: () => (privileged ? { doPrivilegedAction: (action: () => unknown) => action() } : NOTHING),
    console: () => console,
  };
  const given = new Map<string, unknown>();
  return (name) => {
    if (!given.has(name)) {
      if (Object.hasOwn(known, name)) {
        given.set(name, (known[name] as () => unknown)());
      } else if (ABSENT.has(name)) {
        given.set(name, absent(name));
      } else {
        return undefined;
      }
    }
    return given.get(name);
  };
}
