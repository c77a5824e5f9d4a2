/**
 * Modules of the platform that real add-ons require and that are not here, as its public API names them. Bundles require many that
 * they never use.
 */
export const ABSENT: ReadonlySet<string> = new Set(
  `
    ai AliasUtil app appData appdata ArchiveUtil ArraysInstance ArticleUtil AuthenticationUtil BookmarkUtil BuddyIconRenderer
    BuddyIconRenderer.BuddyIconSize CategoryUtil ChannelUtil ClientUtil CollaborationFactory CollaborationGroupFolderUtil
    CollaborationGroupState CollaborationGroupTemplateUtil CollaborationGroupType CollaborationGroupUtil CollectionsInstance
    ColorUtil CompoundAndFilterBuilder CompoundComparatorBuilder CompoundOrFilterBuilder ContentNodeUtil CookieUtil
    CurrencyFactory DateUtil DecorationUtil DeviceUtil DimensionMode DirectMessageUtil DirectoryUtil DocType DocTypeUtil
    EndecUtil ExtendedDismaxParserBuilder FileIconRenderer FileUtil FilterBuilder FolderUtil FontUtil
    FormatterBuilderFactory globalAppData globalappdata HashUtil headless HighlightBuilder hooks i18n IconUtil ImageLinkRenderer
    ImageRenderer ImageUtil IndexingUtil IndexUtil IndexUtil.IndexType InstanceCreatorUtil InstanceTypeUtil JsonUtil JwtUtil
    LandingPageUtil LinkPageUtil LinkRenderer LinkTargetBuilder LinkValueBuilder ListWrapper LocaleUtil localization MailBuilder
    mailBuilder MailUtil MathInstance MessageDigesterFactory MessagesFactory MetadataDefinitionUtil MetadataUtil MimeTypeUtil
    MonitorBuilder NodeComparatorUtil NodeFactoryUtil NodeFilterBuilder NodeFilterUtil NodeIteratorUtil NodeResolverUtil
    NodeTreeUtil NodeTypeUtil oauth2 OfflineVersionPropertyUtil OnlineVersionPropertyUtil OutputUtil PageUtil
    PermissionCheckBuilder PermissionUtil permissionUtil PermissionUtil.Permission PortletContextUtil PortletUtil PrincipalUtil
    Properties PropertyUtil PublishingUtil PublishStatus QueryStringUtil RedirectUtil RelatedValueBuilder Requester requester
    RequesterUtil ResourceLocatorUtil RestApi RestApiFactory RestAppInvoker restAppInvoker RestAppInvokerFactory
    RoleAssignmentBuilder RoleMatcherBuilder RoleUtil scheduledTasks ScriptUtil SearcherBuilder SearchFactory SearchUtil
    searchUtil security Session SimpleUserUtil SiteCookieUtil SortBuilder SourceSetMode SpellCheckBuilder StandardParserBuilder
    storage StringUtil StructureUtil SubscriberUtil SubscriptionUtil SystemUserUtil systemUserUtil TagUtil TargetAudienceUtil
    TemplateUtil TemporaryFileNodeBuilder TemporaryNodeBuilder TextModuleRendererBuilder TimestampUtil TimeUtil TranslationUtil
    TrashcanUtil UserDataUtil UserFactory UserFieldRenderer UserIdentityUtil UserUtil Utils VelocityRenderer VersionUtil
    WebContentUtil WebResourceFactory websocket XmlParserUtil XSLTUtil
  `
    .trim()
    .split(/\s+/),
);

export function isAbsent(module: string): boolean {
  return ABSENT.has(module);
}

/** Members that a bundler's or a promise's machinery reads of anything. */
const SILENT = new Set<PropertyKey>(['__esModule', 'then', 'default', 'toJSON', 'prototype']);

/** Stands for a module that is not here: it can be required and passed on, and fails, saying its name, when it is used. */
export function absent(module: string): object {
  const fail = (what: string): never => {
    throw new Error(`The platform module '${module}' is not available here (used: ${what})`);
  };
  const members = new Map<string, object>();
  return new Proxy(() => undefined, {
    get(_target, name) {
      if (typeof name === 'symbol' || SILENT.has(name)) {
        return undefined;
      }
      let member = members.get(name);
      if (member === undefined) {
        const used = function (): never {
          return fail(`${module}.${name}`);
        };
        member = Object.assign(used, { toString: used, valueOf: used });
        members.set(name, member);
      }
      return member;
    },
    set: (_target, name) => fail(`${module}.${String(name)} = …`),
    apply: () => fail(`${module}()`),
    construct: () => fail(`new ${module}()`),
  });
}
