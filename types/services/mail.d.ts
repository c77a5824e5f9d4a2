import type { FileNode, TemporaryNode } from './nodes';
import type { UploadedFile } from './uploads';

/** A file that comes with a mail; the type goes by the name unless it is said. */
export type Attachment = FileNode | TemporaryNode | UploadedFile | { readonly name: string; readonly content: string | ArrayBuffer | ArrayBufferView; readonly type?: string };

export interface Mail {
  /** The operator's `mail.from` unless said. */
  readonly from?: string;
  readonly replyTo?: string | readonly string[];
  readonly to: string | readonly string[];
  readonly cc?: string | readonly string[];
  readonly bcc?: string | readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
}

/** `require('annex/mail')`: needs the grant `mail`. */
export interface MailModule {
  /**
   * Hands a mail to the operator's SMTP server, and waits.
   * @throws {Error} with the `code` `denied`, `limit` or what the server says
   */
  send(mail: Mail): void;
  sendAsync(mail: Mail): Promise<void>;
  /** Whether a text is an address. */
  isAddress(text: unknown): boolean;
}
