import type { SendMailOptions } from 'nodemailer';
import type { MailMessage } from './mail-message.js';

/** Returns a mail as nodemailer expects it. nodemailer encodes every header. */
export function messageOptions(message: MailMessage, from: string): SendMailOptions {
  const { id, to, subject, text, html, createdAt } = message;
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    from,
    // An object, because text would be parsed and could name several recipients.
    to: { name: '', address: to },
    subject,
    text,
    ...(html === null ? {} : { html }),
    date: createdAt,
    messageId: `<${id}@${domain}>`,
    // RFC 3834 §5: no vacation message responds to it.
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
