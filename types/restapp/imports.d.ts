// The same modules as those who bundle import them.

declare module '@sitevision/api/server/router' {
  import router = require('router');
  export = router;
}

declare module '@sitevision/api/common/router' {
  import router = require('router');
  export = router;
}

declare module '@sitevision/api/server/appData' {
  import appData = require('appData');
  export = appData;
}

declare module '@sitevision/api/common/appData' {
  import appData = require('appData');
  export = appData;
}

declare module '@sitevision/api/server/globalAppData' {
  import globalAppData = require('globalAppData');
  export = globalAppData;
}

declare module '@sitevision/api/common/globalAppData' {
  import globalAppData = require('globalAppData');
  export = globalAppData;
}

declare module '@sitevision/api/server/appInfo' {
  import appInfo = require('appInfo');
  export = appInfo;
}

declare module '@sitevision/api/common/appInfo' {
  import appInfo = require('appInfo');
  export = appInfo;
}

declare module '@sitevision/api/server/appResource' {
  import appResource = require('appResource');
  export = appResource;
}

declare module '@sitevision/api/common/appResource' {
  import appResource = require('appResource');
  export = appResource;
}

declare module '@sitevision/api/server/cache' {
  import cache = require('cache');
  export = cache;
}

declare module '@sitevision/api/common/cache' {
  import cache = require('cache');
  export = cache;
}

declare module '@sitevision/api/server/i18n' {
  import i18n = require('i18n');
  export = i18n;
}

declare module '@sitevision/api/common/i18n' {
  import i18n = require('i18n');
  export = i18n;
}

declare module '@sitevision/api/server/security' {
  import security = require('security');
  export = security;
}

declare module '@sitevision/api/common/security' {
  import security = require('security');
  export = security;
}

declare module '@sitevision/api/server/storage' {
  import storage = require('storage');
  export = storage;
}

declare module '@sitevision/api/common/storage' {
  import storage = require('storage');
  export = storage;
}

declare module '@sitevision/api/server/ArraysInstance' {
  import arraysInstance = require('ArraysInstance');
  export = arraysInstance;
}

declare module '@sitevision/api/common/ArraysInstance' {
  import arraysInstance = require('ArraysInstance');
  export = arraysInstance;
}

declare module '@sitevision/api/server/CollectionsInstance' {
  import collectionsInstance = require('CollectionsInstance');
  export = collectionsInstance;
}

declare module '@sitevision/api/common/CollectionsInstance' {
  import collectionsInstance = require('CollectionsInstance');
  export = collectionsInstance;
}

declare module '@sitevision/api/server/DateUtil' {
  import dateUtil = require('DateUtil');
  export = dateUtil;
}

declare module '@sitevision/api/common/DateUtil' {
  import dateUtil = require('DateUtil');
  export = dateUtil;
}

declare module '@sitevision/api/server/EndecUtil' {
  import endecUtil = require('EndecUtil');
  export = endecUtil;
}

declare module '@sitevision/api/common/EndecUtil' {
  import endecUtil = require('EndecUtil');
  export = endecUtil;
}

declare module '@sitevision/api/server/FileUtil' {
  import fileUtil = require('FileUtil');
  export = fileUtil;
}

declare module '@sitevision/api/common/FileUtil' {
  import fileUtil = require('FileUtil');
  export = fileUtil;
}

declare module '@sitevision/api/server/FolderUtil' {
  import folderUtil = require('FolderUtil');
  export = folderUtil;
}

declare module '@sitevision/api/common/FolderUtil' {
  import folderUtil = require('FolderUtil');
  export = folderUtil;
}

declare module '@sitevision/api/server/ImageUtil' {
  import imageUtil = require('ImageUtil');
  export = imageUtil;
}

declare module '@sitevision/api/common/ImageUtil' {
  import imageUtil = require('ImageUtil');
  export = imageUtil;
}

declare module '@sitevision/api/server/InstanceTypeUtil' {
  import instanceTypeUtil = require('InstanceTypeUtil');
  export = instanceTypeUtil;
}

declare module '@sitevision/api/common/InstanceTypeUtil' {
  import instanceTypeUtil = require('InstanceTypeUtil');
  export = instanceTypeUtil;
}

declare module '@sitevision/api/server/JwtUtil' {
  import jwtUtil = require('JwtUtil');
  export = jwtUtil;
}

declare module '@sitevision/api/common/JwtUtil' {
  import jwtUtil = require('JwtUtil');
  export = jwtUtil;
}

declare module '@sitevision/api/server/LocaleUtil' {
  import localeUtil = require('LocaleUtil');
  export = localeUtil;
}

declare module '@sitevision/api/common/LocaleUtil' {
  import localeUtil = require('LocaleUtil');
  export = localeUtil;
}

declare module '@sitevision/api/server/LogUtil' {
  import logUtil = require('LogUtil');
  export = logUtil;
}

declare module '@sitevision/api/common/LogUtil' {
  import logUtil = require('LogUtil');
  export = logUtil;
}

declare module '@sitevision/api/server/MailBuilder' {
  import mailBuilder = require('MailBuilder');
  export = mailBuilder;
}

declare module '@sitevision/api/common/MailBuilder' {
  import mailBuilder = require('MailBuilder');
  export = mailBuilder;
}

declare module '@sitevision/api/server/MailUtil' {
  import mailUtil = require('MailUtil');
  export = mailUtil;
}

declare module '@sitevision/api/common/MailUtil' {
  import mailUtil = require('MailUtil');
  export = mailUtil;
}

declare module '@sitevision/api/server/MathInstance' {
  import mathInstance = require('MathInstance');
  export = mathInstance;
}

declare module '@sitevision/api/common/MathInstance' {
  import mathInstance = require('MathInstance');
  export = mathInstance;
}

declare module '@sitevision/api/server/MessageDigesterFactory' {
  import messageDigesterFactory = require('MessageDigesterFactory');
  export = messageDigesterFactory;
}

declare module '@sitevision/api/common/MessageDigesterFactory' {
  import messageDigesterFactory = require('MessageDigesterFactory');
  export = messageDigesterFactory;
}

declare module '@sitevision/api/server/MimeTypeUtil' {
  import mimeTypeUtil = require('MimeTypeUtil');
  export = mimeTypeUtil;
}

declare module '@sitevision/api/common/MimeTypeUtil' {
  import mimeTypeUtil = require('MimeTypeUtil');
  export = mimeTypeUtil;
}

declare module '@sitevision/api/server/NodeTreeUtil' {
  import nodeTreeUtil = require('NodeTreeUtil');
  export = nodeTreeUtil;
}

declare module '@sitevision/api/common/NodeTreeUtil' {
  import nodeTreeUtil = require('NodeTreeUtil');
  export = nodeTreeUtil;
}

declare module '@sitevision/api/server/NodeTypeUtil' {
  import nodeTypeUtil = require('NodeTypeUtil');
  export = nodeTypeUtil;
}

declare module '@sitevision/api/common/NodeTypeUtil' {
  import nodeTypeUtil = require('NodeTypeUtil');
  export = nodeTypeUtil;
}

declare module '@sitevision/api/server/PortletContextUtil' {
  import portletContextUtil = require('PortletContextUtil');
  export = portletContextUtil;
}

declare module '@sitevision/api/common/PortletContextUtil' {
  import portletContextUtil = require('PortletContextUtil');
  export = portletContextUtil;
}

declare module '@sitevision/api/server/Properties' {
  import properties = require('Properties');
  export = properties;
}

declare module '@sitevision/api/common/Properties' {
  import properties = require('Properties');
  export = properties;
}

declare module '@sitevision/api/server/PropertyUtil' {
  import propertyUtil = require('PropertyUtil');
  export = propertyUtil;
}

declare module '@sitevision/api/common/PropertyUtil' {
  import propertyUtil = require('PropertyUtil');
  export = propertyUtil;
}

declare module '@sitevision/api/server/QueryStringUtil' {
  import queryStringUtil = require('QueryStringUtil');
  export = queryStringUtil;
}

declare module '@sitevision/api/common/QueryStringUtil' {
  import queryStringUtil = require('QueryStringUtil');
  export = queryStringUtil;
}

declare module '@sitevision/api/server/Requester' {
  import requester = require('Requester');
  export = requester;
}

declare module '@sitevision/api/common/Requester' {
  import requester = require('Requester');
  export = requester;
}

declare module '@sitevision/api/server/ResourceLocatorUtil' {
  import resourceLocatorUtil = require('ResourceLocatorUtil');
  export = resourceLocatorUtil;
}

declare module '@sitevision/api/common/ResourceLocatorUtil' {
  import resourceLocatorUtil = require('ResourceLocatorUtil');
  export = resourceLocatorUtil;
}

declare module '@sitevision/api/server/RestAppInvokerFactory' {
  import restAppInvokerFactory = require('RestAppInvokerFactory');
  export = restAppInvokerFactory;
}

declare module '@sitevision/api/common/RestAppInvokerFactory' {
  import restAppInvokerFactory = require('RestAppInvokerFactory');
  export = restAppInvokerFactory;
}

declare module '@sitevision/api/server/RoleMatcherBuilder' {
  import roleMatcherBuilder = require('RoleMatcherBuilder');
  export = roleMatcherBuilder;
}

declare module '@sitevision/api/common/RoleMatcherBuilder' {
  import roleMatcherBuilder = require('RoleMatcherBuilder');
  export = roleMatcherBuilder;
}

declare module '@sitevision/api/server/RoleUtil' {
  import roleUtil = require('RoleUtil');
  export = roleUtil;
}

declare module '@sitevision/api/common/RoleUtil' {
  import roleUtil = require('RoleUtil');
  export = roleUtil;
}

declare module '@sitevision/api/server/ScriptUtil' {
  import scriptUtil = require('ScriptUtil');
  export = scriptUtil;
}

declare module '@sitevision/api/common/ScriptUtil' {
  import scriptUtil = require('ScriptUtil');
  export = scriptUtil;
}

declare module '@sitevision/api/server/SystemUserUtil' {
  import systemUserUtil = require('SystemUserUtil');
  export = systemUserUtil;
}

declare module '@sitevision/api/common/SystemUserUtil' {
  import systemUserUtil = require('SystemUserUtil');
  export = systemUserUtil;
}

declare module '@sitevision/api/server/TemporaryFileNodeBuilder' {
  import temporaryFileNodeBuilder = require('TemporaryFileNodeBuilder');
  export = temporaryFileNodeBuilder;
}

declare module '@sitevision/api/common/TemporaryFileNodeBuilder' {
  import temporaryFileNodeBuilder = require('TemporaryFileNodeBuilder');
  export = temporaryFileNodeBuilder;
}

declare module '@sitevision/api/server/TimestampUtil' {
  import timestampUtil = require('TimestampUtil');
  export = timestampUtil;
}

declare module '@sitevision/api/common/TimestampUtil' {
  import timestampUtil = require('TimestampUtil');
  export = timestampUtil;
}

declare module '@sitevision/api/server/UserUtil' {
  import userUtil = require('UserUtil');
  export = userUtil;
}

declare module '@sitevision/api/common/UserUtil' {
  import userUtil = require('UserUtil');
  export = userUtil;
}

declare module '@sitevision/api/server/VersionUtil' {
  import versionUtil = require('VersionUtil');
  export = versionUtil;
}

declare module '@sitevision/api/common/VersionUtil' {
  import versionUtil = require('VersionUtil');
  export = versionUtil;
}

declare module '@sitevision/api/server/XmlParserUtil' {
  import xmlParserUtil = require('XmlParserUtil');
  export = xmlParserUtil;
}

declare module '@sitevision/api/common/XmlParserUtil' {
  import xmlParserUtil = require('XmlParserUtil');
  export = xmlParserUtil;
}

declare module '@sitevision/api/server/privileged' {
  import privileged = require('privileged');
  export = privileged;
}

declare module '@sitevision/api/common/privileged' {
  import privileged = require('privileged');
  export = privileged;
}

declare module '@sitevision/api/server/events' {
  const events: import('@annex/types/services').Events;
  export = events;
}

declare module '@sitevision/api/common/events' {
  const events: import('@annex/types/services').Events;
  export = events;
}
