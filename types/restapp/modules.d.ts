// The modules of the platform that are here, by the names that RESTApps require them by. Those that are not are not declared: `tsc` says so.

declare module 'router' {
  const router: import('@annex/types/restapp').Router;
  export = router;
}

declare module 'appData' {
  const appData: import('@annex/types/platform').AppData;
  export = appData;
}

declare module 'globalAppData' {
  const globalAppData: import('@annex/types/platform').AppData;
  export = globalAppData;
}

declare module 'appInfo' {
  const appInfo: import('@annex/types/platform').AppInfo;
  export = appInfo;
}

declare module 'appResource' {
  const appResource: import('@annex/types/platform').AppResource;
  export = appResource;
}

declare module 'cache' {
  const cache: import('@annex/types/services').CacheModule;
  export = cache;
}

declare module 'i18n' {
  const i18n: import('@annex/types/platform').I18n;
  export = i18n;
}

declare module 'security' {
  const security: import('@annex/types/platform').Security;
  export = security;
}

declare module 'storage' {
  const storage: import('@annex/types/services').Storage;
  export = storage;
}

declare module 'ArraysInstance' {
  const arraysInstance: import('@annex/types/platform').ArraysInstance;
  export = arraysInstance;
}

declare module 'CollectionsInstance' {
  const collectionsInstance: import('@annex/types/platform').CollectionsInstance;
  export = collectionsInstance;
}

declare module 'DateUtil' {
  const dateUtil: import('@annex/types/platform').DateUtil;
  export = dateUtil;
}

declare module 'EndecUtil' {
  const endecUtil: import('@annex/types/platform').EndecUtil;
  export = endecUtil;
}

declare module 'FileUtil' {
  const fileUtil: import('@annex/types/platform').FileUtil;
  export = fileUtil;
}

declare module 'FolderUtil' {
  const folderUtil: import('@annex/types/platform').FolderUtil;
  export = folderUtil;
}

declare module 'ImageUtil' {
  const imageUtil: import('@annex/types/platform').ImageUtil;
  export = imageUtil;
}

declare module 'InstanceTypeUtil' {
  const instanceTypeUtil: import('@annex/types/platform').InstanceTypeUtil;
  export = instanceTypeUtil;
}

declare module 'JwtUtil' {
  const jwtUtil: import('@annex/types/platform').JwtUtil;
  export = jwtUtil;
}

declare module 'LocaleUtil' {
  const localeUtil: import('@annex/types/platform').LocaleUtil;
  export = localeUtil;
}

declare module 'LogUtil' {
  const logUtil: import('@annex/types/platform').LogUtil;
  export = logUtil;
}

declare module 'MailBuilder' {
  const mailBuilder: import('@annex/types/platform').MailBuilder;
  export = mailBuilder;
}

declare module 'MailUtil' {
  const mailUtil: import('@annex/types/platform').MailUtil;
  export = mailUtil;
}

declare module 'MathInstance' {
  const mathInstance: import('@annex/types/platform').MathInstance;
  export = mathInstance;
}

declare module 'MessageDigesterFactory' {
  const messageDigesterFactory: import('@annex/types/platform').MessageDigesterFactory;
  export = messageDigesterFactory;
}

declare module 'MimeTypeUtil' {
  const mimeTypeUtil: import('@annex/types/platform').MimeTypeUtil;
  export = mimeTypeUtil;
}

declare module 'NodeTreeUtil' {
  const nodeTreeUtil: import('@annex/types/platform').NodeTreeUtil;
  export = nodeTreeUtil;
}

declare module 'NodeTypeUtil' {
  const nodeTypeUtil: import('@annex/types/platform').NodeTypeUtil;
  export = nodeTypeUtil;
}

declare module 'PortletContextUtil' {
  const portletContextUtil: import('@annex/types/platform').PortletContextUtil;
  export = portletContextUtil;
}

declare module 'Properties' {
  const properties: import('@annex/types/platform').Properties;
  export = properties;
}

declare module 'PropertyUtil' {
  const propertyUtil: import('@annex/types/platform').PropertyUtil;
  export = propertyUtil;
}

declare module 'QueryStringUtil' {
  const queryStringUtil: import('@annex/types/platform').QueryStringUtil;
  export = queryStringUtil;
}

declare module 'Requester' {
  const requester: import('@annex/types/services').Requester;
  export = requester;
}

declare module 'ResourceLocatorUtil' {
  const resourceLocatorUtil: import('@annex/types/platform').ResourceLocatorUtil;
  export = resourceLocatorUtil;
}

declare module 'RestAppInvokerFactory' {
  const restAppInvokerFactory: import('@annex/types/platform').RestAppInvokerFactory;
  export = restAppInvokerFactory;
}

declare module 'RoleMatcherBuilder' {
  const roleMatcherBuilder: import('@annex/types/platform').RoleMatcherBuilder;
  export = roleMatcherBuilder;
}

declare module 'RoleUtil' {
  const roleUtil: import('@annex/types/platform').RoleUtil;
  export = roleUtil;
}

declare module 'ScriptUtil' {
  const scriptUtil: import('@annex/types/platform').ScriptUtil;
  export = scriptUtil;
}

declare module 'SystemUserUtil' {
  const systemUserUtil: import('@annex/types/platform').SystemUserUtil;
  export = systemUserUtil;
}

declare module 'TemporaryFileNodeBuilder' {
  const temporaryFileNodeBuilder: import('@annex/types/platform').TemporaryFileNodeBuilder;
  export = temporaryFileNodeBuilder;
}

declare module 'TimestampUtil' {
  const timestampUtil: import('@annex/types/platform').TimestampUtil;
  export = timestampUtil;
}

declare module 'UserUtil' {
  const userUtil: import('@annex/types/platform').UserUtil;
  export = userUtil;
}

declare module 'Utils' {
  const utils: import('@annex/types/platform').Utils;
  export = utils;
}

declare module 'VersionUtil' {
  const versionUtil: import('@annex/types/platform').VersionUtil;
  export = versionUtil;
}

declare module 'XmlParserUtil' {
  const xmlParserUtil: import('@annex/types/platform').XmlParserUtil;
  export = xmlParserUtil;
}

declare module 'privileged' {
  /** Null unless the manifest has `requirePrivileged`. */
  const privileged: import('@annex/types/platform').Privileged | null;
  export = privileged;
}

/** The package of npm, unless the add-on has its own; `npm install --save-dev @types/underscore` has its types. */
declare module 'underscore' {
  const _: any;
  export = _;
}

declare module 'logUtil' {
  import logUtil = require('LogUtil');
  export = logUtil;
}

declare module 'JsonRequester' {
  import jsonRequester = require('Requester');
  export = jsonRequester;
}

declare module 'RequesterUtil' {
  import requesterUtil = require('Requester');
  export = requesterUtil;
}

declare module 'requester' {
  import requester = require('Requester');
  export = requester;
}

declare module 'RestAppInvoker' {
  import restAppInvoker = require('RestAppInvokerFactory');
  export = restAppInvoker;
}

declare module 'restAppInvoker' {
  import restAppInvoker = require('RestAppInvokerFactory');
  export = restAppInvoker;
}
