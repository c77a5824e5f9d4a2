/** Which types the values of the add-ons have; with what they inherit from Node or the language, of which the types say nothing of their own. */
const from = (module, names) => Object.fromEntries(names.split(' ').map((name) => [name, { type: `import('@annex/types/${module}').${name}` }]));
const of = (module, labels) => Object.fromEntries(Object.entries(labels).map(([label, name]) => [label, { type: `import('@annex/types/${module}').${name}` }]));

export const restapp = {
  ...from(
    'platform',
    'ArraysInstance CollectionsInstance DateUtil EndecUtil FileUtil FolderUtil ImageUtil InstanceTypeUtil JwtUtil LocaleUtil LogUtil MailBuilder MailUtil MathInstance MessageDigesterFactory MimeTypeUtil NodeTreeUtil NodeTypeUtil PortletContextUtil Properties PropertyUtil QueryStringUtil ResourceLocatorUtil RestAppInvokerFactory RoleMatcherBuilder RoleUtil ScriptUtil SystemUserUtil TemporaryFileNodeBuilder TimestampUtil UserUtil Utils VersionUtil XmlParserUtil Calendar Locale Instant LocalDateTime MessageDigester XmlElement NamedNode RoleMatcher BuiltMail',
  ),
  ...from('services', 'Requester RequesterChain NodeType FileNode NodeIterator TemporaryNode Cache KeyValueDataStore CollectionDataStore SearchResult Settings Folder Invoker'),
  ...from('restapp', 'UploadedFile ResourceNode'),
  ...of('restapp', { router: 'Router', req: 'Request', res: 'Response' }),
  ...of('platform', { appData: 'AppData', globalAppData: 'AppData', appInfo: 'AppInfo', appResource: 'AppResource', privileged: 'Privileged', i18n: 'I18n', security: 'Security', csrf: "Security['csrf']" }),
  ...of('services', {
    cache: 'CacheModule',
    storage: 'Storage',
    annex: 'Annex',
    'annex/addons': 'Addons',
    'annex/events': 'Events',
    'annex/files': 'Files',
    'annex/images': 'Images',
    'annex/mail': 'MailModule',
    'annex/requester': 'Requester',
    'annex/settings': 'SettingsModule',
    'annex/storage': 'Storage',
  }),
  JavaList: { type: "import('@annex/types/platform').JavaList<number>", base: 'array' },
};

export const widget = {
  ...of('widget', { r: 'BackendRegistrator', helper: 'Helper', Logger: 'Logger', Request: 'RequestHelper', Manager: 'ManagerHelper' }),
  ...of('express', { app: 'Settings', socket: 'Connection' }),
  req: { type: "import('@annex/types/widget').Request", base: 'readable' },
  res: { type: "import('@annex/types/widget').Response", base: 'emitter' },
};
widget.socket.base = 'emitter';

export const webpoints = {
  ...of('webpoints', { webpoints: 'Webpoints', helpProviders: "Webpoints['helpProviders']", parameters: 'Parameters', features: 'Features', taskModel: "Features['taskModel']" }),
  ...from('webpoints', 'Application ApplicationPool StaticFilesEndpoint TypedParameter TaskScheduler TaskMonitorEndpoint AsyncProgressNotification Route Invocation OperationContext'),
  express: { type: "import('@annex/types/webpoints').Express", base: 'function' },
  HelpProvider: { type: "import('@annex/types/webpoints').HelpProvider", base: 'function' },
  Server: { type: "import('@annex/types/webpoints').Server", base: 'function' },
  app: { type: "import('@annex/types/webpoints').Server", base: 'function' },
  socket: { type: "import('@annex/types/express').Connection", base: 'emitter' },
  req: { type: "import('@annex/types/webpoints').Request", base: 'readable' },
  res: { type: "import('@annex/types/webpoints').Response", base: 'emitter' },
};

export const jbackend = from('jbackend', 'ModuleContext Input Params Logger ModuleResponse ModuleStatus');

const kitMembers = 'outbound clock events timers mails settings log'.split(' ');
export const kit = {
  kit: { type: "typeof import('@annex/types/test')" },
  ...from('test', 'Visitor'),
  ...Object.fromEntries(kitMembers.map((name) => [name, { type: `(typeof import('@annex/types/test'))['${name}']` }])),
};
