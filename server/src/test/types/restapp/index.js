const router = require('router');

const NAMES =
  'ArraysInstance CollectionsInstance DateUtil EndecUtil FileUtil FolderUtil ImageUtil InstanceTypeUtil JwtUtil LocaleUtil LogUtil MailBuilder MailUtil MathInstance MessageDigesterFactory MimeTypeUtil NodeTreeUtil NodeTypeUtil PortletContextUtil Properties PropertyUtil QueryStringUtil Requester ResourceLocatorUtil RestAppInvokerFactory RoleMatcherBuilder RoleUtil ScriptUtil SystemUserUtil TemporaryFileNodeBuilder TimestampUtil UserUtil Utils VersionUtil XmlParserUtil'.split(' ');
const invoker = require('annex/addons').fromIdentifier('other');

function elementOf(xml) {
  let element;
  require('XmlParserUtil').parse('/a', xml, (each) => {
    element = each;
  });
  return element;
}

function valuesOf(req, res) {
  const platform = Object.fromEntries(NAMES.map((name) => [name, require(name)]));
  const { ArraysInstance, DateUtil, FileUtil, FolderUtil, LocaleUtil, MailBuilder, MessageDigesterFactory, Requester, RoleUtil, TemporaryFileNodeBuilder, TimestampUtil } = platform;
  const own = FileUtil.getFolder();
  const folder = own.hasNode('some') ? own.getNode('some') : FolderUtil.createFolder(own, 'some');
  const now = Date.now();
  const storage = require('storage');
  const items = storage.getCollectionDataStore('items');
  return {
    ...platform,
    router,
    req,
    res,
    UploadedFile: req.file('upload'),
    appData: require('appData'),
    globalAppData: require('globalAppData'),
    appInfo: require('appInfo'),
    appResource: require('appResource'),
    ResourceNode: require('appResource').getNode('a.txt'),
    privileged: require('privileged'),
    i18n: require('i18n'),
    security: require('security'),
    csrf: require('security').csrf,
    JavaList: ArraysInstance.asList([1]),
    Calendar: DateUtil.toCalendar(now),
    Locale: LocaleUtil.getLocaleByString('sv-SE'),
    Instant: TimestampUtil.toInstant(now),
    LocalDateTime: TimestampUtil.toLocalDateTime(now),
    MessageDigester: MessageDigesterFactory.getMD5(),
    XmlElement: elementOf('<a/>'),
    NamedNode: RoleUtil.getRoleByName('editor'),
    NodeType: folder.getPrimaryNodeType(),
    RoleMatcher: platform.RoleMatcherBuilder.build(),
    FileNode: folder,
    NodeIterator: own.getNodes(),
    TemporaryNode: TemporaryFileNodeBuilder.setFileName('a.txt').setFile('text').build(),
    BuiltMail: MailBuilder.setSubject('a').setTextMessage('b').addRecipient('c@example.com').build(),
    RequesterChain: Requester.get('none'),
    cache: require('cache'),
    Cache: require('cache').getCache(),
    storage,
    KeyValueDataStore: storage.getKeyValueDataStore('keys'),
    CollectionDataStore: items,
    SearchResult: items.find('*'),
    annex: require('annex'),
    'annex/addons': require('annex/addons'),
    'annex/events': require('annex/events'),
    'annex/files': require('annex/files'),
    'annex/images': require('annex/images'),
    'annex/mail': require('annex/mail'),
    'annex/requester': require('annex/requester'),
    'annex/settings': require('annex/settings'),
    'annex/storage': require('annex/storage'),
    Settings: require('annex/settings').global,
    Folder: require('annex/files').folder('/none'),
    Invoker: invoker,
  };
}

router.post('/members', (req, res) => res.json(membersOf(valuesOf(req, res))));
router.post('/absent', (req, res) => res.json(absentOf(valuesOf(req, res), JSON.parse(req.params.members))));
router.get('/globals', (req, res) => res.json(globalNames()));
// Of the names of modules those that give one, and no stub of it.
router.post('/modules', (req, res) =>
  res.json(
    req.body.names.filter((name) => {
      let module;
      try {
        module = require(name);
      } catch (error) {
        return false;
      }
      try {
        return typeof module !== 'function' || `${module}` !== '';
      } catch (error) {
        return !/ is not available here /.test(error.message);
      }
    }),
  ),
);
