import { arraysInstance, collectionsInstance } from './collections';
import { dateUtil, timestampUtil } from './dates';
import { messageDigesterFactory } from './digests';
import { i18n } from './i18n';
import { jwtUtil } from './jwt';
import { localeUtil } from './locales';
import { mathInstance } from './math';
import { mimeTypeUtil } from './mime';
import { properties, propertyUtil, resourceLocatorUtil } from './nodes';
import { endecUtil, queryStringUtil, scriptUtil } from './texts';
import { instanceTypeUtil, nodeTreeUtil, nodeTypeUtil } from './types';
import { portletContextUtil, roleMatcherBuilder, roleUtil, systemUserUtil, userUtil, versionUtil } from './who';
import { xmlParserUtil } from './xml';

/** Modules of the platform that need no service of the host: a line each. */
export const plainModules: Record<string, () => unknown> = {
  ArraysInstance: arraysInstance,
  CollectionsInstance: collectionsInstance,
  DateUtil: dateUtil,
  EndecUtil: endecUtil,
  InstanceTypeUtil: instanceTypeUtil,
  JwtUtil: jwtUtil,
  LocaleUtil: localeUtil,
  MathInstance: mathInstance,
  MessageDigesterFactory: messageDigesterFactory,
  MimeTypeUtil: mimeTypeUtil,
  NodeTreeUtil: nodeTreeUtil,
  NodeTypeUtil: nodeTypeUtil,
  PortletContextUtil: portletContextUtil,
  Properties: properties,
  PropertyUtil: propertyUtil,
  QueryStringUtil: queryStringUtil,
  ResourceLocatorUtil: resourceLocatorUtil,
  RoleMatcherBuilder: roleMatcherBuilder,
  RoleUtil: roleUtil,
  ScriptUtil: scriptUtil,
  SystemUserUtil: systemUserUtil,
  TimestampUtil: timestampUtil,
  UserUtil: userUtil,
  VersionUtil: versionUtil,
  XmlParserUtil: xmlParserUtil,
  i18n,
  underscore: () => require('underscore'),
};
