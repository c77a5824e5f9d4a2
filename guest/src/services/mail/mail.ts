/** Mails. */
import mime from 'mime';
import { UploadedFile } from '../../http/forms';
import { log } from '../../log/log';
import { callText } from '../../host/host';
import { stringify } from '../../host/primordials';
import { beans } from '../beans';
import { bytesOf } from '../files/folder';
import { bytesSteps, isFile, mimeTypeOf, type AnyFile } from '../files/node';
import { both, later, now, type Steps } from '../steps';
import { Told } from '../told';

/** A file that comes with a mail. */
export type Attachment = AnyFile | { readonly name: string; readonly content: string | ArrayBuffer | ArrayBufferView; readonly type?: string };

/** What `send` takes. */
export interface MailOptions {
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

function listOf(value: unknown): string[] {
  return value === undefined || value === null ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function* fileSteps(attachment: Attachment): Steps<{ name: string; type: string; bytes: Uint8Array }> {
  if (isFile(attachment)) {
    const type = attachment instanceof UploadedFile && attachment.contentType !== '' ? (attachment.contentType.split(';')[0] as string).trim() : mimeTypeOf(attachment);
    return { name: attachment.getName(), type, bytes: yield* bytesSteps(attachment) };
  }
  const { name, content, type } = (attachment ?? {}) as { name?: unknown; content?: unknown; type?: unknown };
  const bytes = bytesOf(content);
  if (typeof name !== 'string' || bytes === undefined) {
    throw new TypeError('mail.send: attachments: expected files, or { name, content[, type] }');
  }
  return { name, type: typeof type === 'string' ? type : (mime.getType(name) ?? 'application/octet-stream'), bytes };
}

function* sendSteps(mail: MailOptions): Steps<void> {
  const files: { name: string; type: string; bytes: Uint8Array }[] = [];
  for (const each of mail.attachments ?? []) {
    files.push(yield* fileSteps(each));
  }
  const all = new Uint8Array(files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  let at = 0;
  for (const { bytes } of files) {
    all.set(bytes, at);
    at += bytes.byteLength;
  }
  const json = stringify({
    from: textOf(mail.from),
    replyTo: listOf(mail.replyTo),
    to: listOf(mail.to),
    copies: listOf(mail.cc),
    blindCopies: listOf(mail.bcc),
    subject: textOf(mail.subject),
    text: textOf(mail.text),
    html: textOf(mail.html),
    attachments: files.map(({ name, type, bytes }) => ({ name, type, size: bytes.byteLength })),
  });
  yield ['mail.send', json, all];
}

function isAddress(text: unknown): boolean {
  return typeof text === 'string' && callText('mail.check', text) !== '';
}

/** `require('annex/mail')`. */
export const mailModule = Object.freeze({
  ...both({
    *send(mail: MailOptions): Steps<void> {
      yield* sendSteps(mail);
    },
  }),
  isAddress,
});

/** A mail of the platform's: what comes of it is told by `true` and `false`, and why by the log. */
class BuiltMail {
  readonly #mail: MailOptions;

  constructor(mail: MailOptions) {
    this.#mail = mail;
  }

  send(): boolean {
    try {
      now(sendSteps(this.#mail));
      return true;
    } catch (error) {
      return notSent(error);
    }
  }

  /** Gives a promise of what `send` gives. */
  sendAsync(): Promise<boolean> {
    return later(() => sendSteps(this.#mail)).then(
      () => true,
      (error: unknown) => notSent(error),
    );
  }
}

function notSent(error: unknown): false {
  log('warn', `a mail was not sent: ${error instanceof Error ? error.message : String(error)}`);
  return false;
}

interface Built {
  from: string;
  subject: string | undefined;
  text: string | undefined;
  html: string | undefined;
  replyTo: string[];
  to: string[];
  cc: string[];
  bcc: string[];
  attachments: Attachment[];
}

const NOTHING: Built = { from: '', subject: undefined, text: undefined, html: undefined, replyTo: [], to: [], cc: [], bcc: [], attachments: [] };

function copied({ replyTo, to, cc, bcc, attachments, ...plain }: Built): Built {
  return { ...plain, replyTo: [...replyTo], to: [...to], cc: [...cc], bcc: [...bcc], attachments: [...attachments] };
}

/** `require('MailBuilder')`: one for all of the script, and yet nobody is sent what another request has put into it. */
export function mailBuilder(): object {
  return builderOf(new Told(copied(NOTHING), copied));
}

/** Keeps what it was told, so that it can build another mail. */
function builderOf(told: { get: () => Built }): object {
  const add = (list: 'replyTo' | 'to' | 'cc' | 'bcc') => (address: unknown) => {
    const text = textOf(address).trim();
    if (text !== '') {
      told.get()[list].push(text);
    }
    return builder;
  };
  const clear = (...lists: ('replyTo' | 'to' | 'cc' | 'bcc' | 'attachments')[]) => () => {
    for (const each of lists) {
      told.get()[each].length = 0;
    }
    return builder;
  };
  const set = (name: 'subject' | 'text' | 'html') => (value: unknown) => {
    told.get()[name] = value === undefined || value === null ? undefined : String(value);
    return builder;
  };
  const builder = {
    setFrom(address: unknown) {
      told.get().from = textOf(address).trim();
      return builder;
    },
    addReplyTo: add('replyTo'),
    clearReplyTos: clear('replyTo'),
    setSubject: set('subject'),
    setTextMessage: set('text'),
    setHtmlMessage: set('html'),
    addRecipient: add('to'),
    clearRecipients: clear('to'),
    addCopyRecipient: add('cc'),
    clearCopyRecipients: clear('cc'),
    addBlindCopyRecipient: add('bcc'),
    clearBlindCopyRecipients: clear('bcc'),
    clearAllRecipients: clear('to', 'cc', 'bcc'),
    addAttachment(file: unknown, name?: unknown) {
      const bytes = isFile(file) ? undefined : bytesOf(file);
      if (!isFile(file) && (bytes === undefined || typeof name !== 'string')) {
        throw new TypeError('MailBuilder.addAttachment: expected the Node of a file, an uploaded file, or bytes and a name');
      }
      told.get().attachments.push(bytes === undefined ? (file as AnyFile) : { name: name as string, content: bytes });
      return builder;
    },
    clearAttachments: clear('attachments'),
    build(): BuiltMail {
      const { from, subject, text, html, replyTo, to, cc, bcc, attachments } = copied(told.get());
      const missing = subject === undefined ? 'subject' : text === undefined && html === undefined ? 'message' : to.length === 0 ? 'recipient' : undefined;
      if (missing !== undefined) {
        throw new Error(`MailBuilder.build: there is no ${missing}`);
      }
      for (const each of [from, ...replyTo, ...to, ...cc, ...bcc]) {
        if (each !== '' && !isAddress(each)) {
          throw new Error(`MailBuilder.build: '${each.slice(0, 100)}' is no address of a mail`);
        }
      }
      return new BuiltMail({ from, replyTo, to, cc, bcc, subject: subject ?? '', text: text ?? '', html: html ?? '', attachments });
    },
  };
  return builder;
}

/** `require('MailUtil')`. The addresses of the site and the server are the one that mails are sent by. */
export function mailUtil(): object {
  const from = () => callText('mail.from', '') || null;
  return beans({
    getMailBuilder: () => builderOf(Told.by(copied(NOTHING), copied)),
    isValidAddress: isAddress,
    getSiteResponsibleAddress: from,
    getSiteFromAddress: from,
    getServerResponsibleAddress: from,
    getServerFromAddress: from,
  });
}
