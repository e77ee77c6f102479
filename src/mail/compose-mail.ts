import type { Delivery, MailContent, MailKind } from '../services/index.js';
import type { MailMessage } from './mail-message.js';
import type { RenderMail } from './mail-templates.js';

/** The pages of the app that use a token. */
const pages: Partial<Readonly<Record<MailKind, string>>> = {
  'reset-password': 'reset-password',
  'confirm-registration': 'verify-email',
  'verify-email': 'verify-email',
  'verify-new-email': 'verify-email',
  'email-changed': 'undo-email-change',
};

export type ComposeMail = (
  delivery: Pick<Delivery, 'id' | 'kind' | 'userId' | 'createdAt'>,
  content: MailContent,
) => MailMessage;

/**
 * Creates a function that composes mails. Their links begin with `appUrl`, never with an address from a request. The token
 * is in the fragment, which browsers send neither to servers nor as a referrer.
 */
export function createMailComposer(render: RenderMail, appUrl: string): ComposeMail {
  const root = appUrl.replace(/\/$/, '');
  return ({ id, kind, userId, createdAt }, { to, token, message }) => {
    if (message) return { id, kind, userId, to, createdAt, ...message };
    const page = kind === 'none' || kind === 'module' ? undefined : pages[kind];
    const link = page !== undefined && token !== null ? `${root}/${page}#token=${token}` : '';
    return { id, kind, userId, to, createdAt, ...render(kind, { appUrl: root, link }) };
  };
}
