import { join } from 'node:path';
import type { Config, SmtpServer } from '../config/index.js';
import type { Logger } from '../observability/logger.js';
import { mailKinds } from '../services/index.js';
import { createMailComposer } from './compose-mail.js';
import { type MailDelivery, type MailDeliveryOptions, startMailDelivery } from './deliver-mail.js';
import { createFolderTransport, removeMailFiles } from './folder-transport.js';
import {
  createMailRenderer,
  type MailTemplate,
  mailTemplatesFolder,
  readMailTemplate,
} from './mail-templates.js';
import { createSmtpTransport } from './smtp-transport.js';

export type { DeliveryTimes, MailDelivery } from './deliver-mail.js';

/** Where mails go: to an SMTP server, to files in the data folder, or nowhere. */
export type MailTarget =
  | { readonly kind: 'smtp'; readonly server: SmtpServer }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'off' };

export function chooseMailTarget(
  smtp: SmtpServer | null,
  { dataDir }: Pick<Config, 'dataDir'>,
  isEmbedded: boolean,
): MailTarget {
  if (smtp) return { kind: 'smtp', server: smtp };
  return isEmbedded ? { kind: 'folder', folder: mailFolderOf(dataDir) } : { kind: 'off' };
}

/** Removes the mails of a user that were written to files, even if mails are sent elsewhere by now. */
export function removeWrittenMails({ dataDir }: Pick<Config, 'dataDir'>, userId: string): Promise<void> {
  return removeMailFiles(mailFolderOf(dataDir), userId);
}

function mailFolderOf(dataDir: string): string {
  return join(dataDir, 'outbox');
}

export interface MailOptions
  extends Pick<Config, 'mailFrom' | 'appUrl'>, Omit<MailDeliveryOptions, 'transport' | 'compose'> {
  readonly target: MailTarget;
  /** Templates that replace the package's, by kind. */
  readonly templates: ReadonlyMap<string, MailTemplate>;
}

/** Starts sending the mails in the outbox, unless mail is off. */
export function startMail({
  target,
  mailFrom,
  appUrl,
  templates,
  ...options
}: MailOptions): MailDelivery | null {
  announce(target, options.log);
  if (target.kind === 'off') return null;
  const transport =
    target.kind === 'smtp'
      ? createSmtpTransport(target.server, mailFrom)
      : createFolderTransport(target.folder, mailFrom);
  const own = mailKinds.map((kind) => [kind, readMailTemplate(mailTemplatesFolder, kind)] as const);
  const render = createMailRenderer(new Map([...own, ...templates]));
  return startMailDelivery({ ...options, transport, compose: createMailComposer(render, appUrl) });
}

function announce(target: MailTarget, log: Logger): void {
  if (target.kind === 'off')
    log.warn('Mail is off: passwords cannot be recovered and addresses cannot be verified. Set SMTP_URL.');
  if (target.kind === 'folder')
    log.info({ folder: target.folder }, 'Mails are written to files. Set SMTP_URL to send them.');
}
