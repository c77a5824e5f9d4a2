/** The platform's modules, as RESTApps require them. A getter is a property too, as Java's beans have it: `mailUtil.getMailBuilder()` is `mailUtil.mailBuilder`. */
export type * from './platform/data';
export type * from './platform/dates';
export type * from './platform/files';
export type * from './platform/java';
export type * from './platform/texts';
export type * from './platform/utils';
export type * from './platform/who';
