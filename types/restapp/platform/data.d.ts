import type { Addons } from '../../services/addons';
import type { Attachment } from '../../services/mail';
import type { FileNode } from '../../services/nodes';
import type { ResourceNode } from '../response';

/** What the platform's functions take where it takes a Node: a Node, or the identifier of one. */
export type NodeOrIdentifier = object | string | null | undefined;

/** `require('LogUtil')`: lines of the add-on's log. */
export interface LogUtil {
  trace(message: unknown, error?: unknown): void;
  debug(message: unknown, error?: unknown): void;
  info(message: unknown, error?: unknown): void;
  warn(message: unknown, error?: unknown): void;
  error(message: unknown, error?: unknown): void;
  isTraceEnabled(): boolean;
  isDebugEnabled(): boolean;
  isInfoEnabled(): boolean;
  isWarnEnabled(): boolean;
  isErrorEnabled(): boolean;
  readonly traceEnabled: boolean;
  readonly debugEnabled: boolean;
  readonly infoEnabled: boolean;
  readonly warnEnabled: boolean;
  readonly errorEnabled: boolean;
}

/** `require('appData')`, `require('globalAppData')`: what the operator has set, over what the add-on has by default. A changed value evaluates the script anew. */
export interface AppData {
  /** Undefined where there is neither a value nor a default. */
  get<T = any>(key: string): T | undefined;
  /** Of an object: one property, or an object of several. */
  get(key: string, ...properties: string[]): any;
  /** The file or folder that a setting names; null where there is none. */
  getNode(key: string): FileNode | null;
  /** A single value comes in an array. */
  getArray<T = any>(key: string): T[];
  /** Undefined where it is none. */
  getNumber(key: string): number | undefined;
}

/** `require('appInfo')`: the manifest, by the names of the platform and by its own. */
export interface AppInfo {
  readonly 'jcr:uuid': string;
  readonly 'jcr:primaryType': string;
  readonly addon: { readonly 'jcr:uuid': string; readonly 'jcr:primaryType': string; readonly displayName: string };
  readonly appIdentifier: string;
  readonly appName: string;
  readonly appVersion: string;
  readonly appDescription: string | undefined;
  readonly appAuthor: string | undefined;
  readonly appHelpURL: string | undefined;
  readonly appType: string;
  readonly certificate: { readonly signed: boolean };
  readonly runtime: { readonly scriptEngineName: string };
  readonly active: boolean;
  readonly requirePrivileged: boolean;
  /** What the manifest has. */
  readonly [field: string]: any;
}

/** `require('appResource')`: files of the `resource` folder. */
export interface AppResource {
  /** As text; null where there is none. */
  getContent(name: string): string | null;
  getNode(name: string): ResourceNode | null;
}

/** `require('privileged')`: null unless the manifest has `requirePrivileged`. */
export interface Privileged {
  isConfigured(): boolean;
  getPrivilegedActionUser(): null;
  doPrivilegedAction<T>(action: () => T): T;
}

/** `require('security')`: against forged requests, with `csrfProtection` in the manifest. */
export interface Security {
  readonly csrf: {
    /** Of whoever asks, in the session from now on; null where nobody asks. */
    getToken(): string | null;
    /** `sv.csrfToken`. */
    getParameterName(): string;
    /** `X-CSRF-Token`. */
    getHeaderName(): string;
  };
}

/** `require('RestAppInvokerFactory')`. */
export interface RestAppInvokerFactory extends Addons {
  /** No add-on is a Node here: null. */
  fromNode(node: unknown): null;
}

/** `require('i18n')`: texts of `i18n/<language>.json`, in the language of whoever asks. */
export interface I18n {
  /** With `{0}`, `{1}` … replaced; the key where there is none. */
  get(key: string, ...values: unknown[]): string;
  /** The same in one language. */
  forLocale(locale: unknown): I18n;
}

export interface BuiltMail {
  /** Whether it was sent; where not, the log says why. */
  send(): boolean;
  sendAsync(): Promise<boolean>;
}

/** `require('MailBuilder')`: what one request tells it is not there for the next. */
export interface MailBuilder {
  setFrom(address: string): this;
  addReplyTo(address: string): this;
  clearReplyTos(): this;
  setSubject(subject: string): this;
  setTextMessage(text: string): this;
  setHtmlMessage(html: string): this;
  addRecipient(address: string): this;
  clearRecipients(): this;
  addCopyRecipient(address: string): this;
  clearCopyRecipients(): this;
  addBlindCopyRecipient(address: string): this;
  clearBlindCopyRecipients(): this;
  clearAllRecipients(): this;
  addAttachment(file: Attachment): this;
  addAttachment(content: string | ArrayBuffer | ArrayBufferView, name: string): this;
  clearAttachments(): this;
  /** @throws {Error} without a recipient, a subject or a message, or for what is no address */
  build(): BuiltMail;
}

/** `require('MailUtil')`: needs the grant `mail`. */
export interface MailUtil {
  getMailBuilder(): MailBuilder;
  readonly mailBuilder: MailBuilder;
  isValidAddress(text: unknown): boolean;
  getSiteResponsibleAddress(): string | null;
  getSiteFromAddress(): string | null;
  getServerResponsibleAddress(): string | null;
  getServerFromAddress(): string | null;
  readonly siteResponsibleAddress: string | null;
  readonly siteFromAddress: string | null;
  readonly serverResponsibleAddress: string | null;
  readonly serverFromAddress: string | null;
}
