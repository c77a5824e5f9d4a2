/**
 * The names of the modules that the platform of RESTApps publishes: the files of `@sitevision/api` 2025.4.1 under `server`, `client` and
 * `common`. Names alone, as facts.
 */
const PUBLISHED = `
    ai AliasUtil app appData appInfo appResource ArchiveUtil ArraysInstance ArticleUtil AuthenticationUtil BookmarkUtil
    BuddyIconRenderer BuddyIconRenderer.BuddyIconSize cache ChannelUtil ClientUtil CollaborationFactory
    CollaborationGroupFolderUtil CollaborationGroupState CollaborationGroupTemplateUtil CollaborationGroupType
    CollaborationGroupUtil CollectionsInstance ColorUtil CompoundAndFilterBuilder CompoundComparatorBuilder
    CompoundOrFilterBuilder ContentNodeUtil CurrencyFactory DateUtil DecorationUtil DeviceUtil DimensionMode
    DirectMessageUtil DirectoryUtil DocType DocTypeUtil EndecUtil events ExtendedDismaxParserBuilder FileIconRenderer
    FileUtil FilterBuilder FolderUtil FontUtil FormatterBuilderFactory globalAppData headless HighlightBuilder hooks i18n
    IconUtil ImageLinkRenderer ImageRenderer ImageUtil IndexingUtil IndexUtil IndexUtil.IndexType InstanceCreatorUtil
    InstanceTypeUtil JwtUtil LandingPageUtil LinkPageUtil LinkRenderer LinkTargetBuilder LinkValueBuilder ListWrapper
    LocaleUtil LogUtil MailBuilder MailUtil MathInstance MessageDigesterFactory MessagesFactory MetadataDefinitionUtil
    MetadataUtil MimeTypeUtil MonitorBuilder NodeComparatorUtil NodeFactoryUtil NodeFilterUtil NodeIteratorUtil
    NodeResolverUtil NodeTreeUtil NodeTypeUtil oauth2 OfflineVersionPropertyUtil OnlineVersionPropertyUtil OutputUtil
    PageUtil PermissionCheckBuilder PermissionUtil PermissionUtil.Permission PortletContextUtil PortletUtil PrincipalUtil
    privileged Properties PropertyUtil PublishingUtil PublishStatus QueryStringUtil RedirectUtil RelatedValueBuilder
    requester Requester ResourceLocatorUtil RestApi RestApiFactory RestAppInvokerFactory RoleAssignmentBuilder
    RoleMatcherBuilder RoleUtil router ScriptUtil SearcherBuilder SearchFactory SearchUtil security Session SimpleUserUtil
    SiteCookieUtil SortBuilder SourceSetMode SpellCheckBuilder StandardParserBuilder storage StructureUtil SubscriberUtil
    SubscriptionUtil SystemUserUtil TagUtil TargetAudienceUtil TemplateUtil TemporaryFileNodeBuilder TemporaryNodeBuilder
    TextModuleRendererBuilder TimestampUtil toasts TranslationUtil TrashcanUtil UserDataUtil UserFactory UserFieldRenderer
    UserIdentityUtil UserUtil Utils VelocityRenderer VersionUtil WebContentUtil WebResourceFactory XmlParserUtil XSLTUtil
`;

/** What its documentation, or add-ons of older versions of it, name besides. */
const OTHERS = `
    CategoryUtil CookieUtil HashUtil JsonRequester JsonUtil localization NodeFilterBuilder RequesterUtil RestAppInvoker restAppInvoker
    scheduledTasks StringUtil TimeUtil websocket
`;

export const PLATFORM_NAMES: ReadonlySet<string> = new Set(`${PUBLISHED} ${OTHERS}`.trim().split(/\s+/));
