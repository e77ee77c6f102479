import { AppError } from '../errors/index.js';
import { isSafeText } from '../identity/free-text.js';
import type { UserModel } from '../models/index.js';
import { foundUser } from './found-user.js';
import type { MailOutbox } from './mail-outbox.js';
import { requireObjectId } from './object-id.js';

/**
 * A mail from a module to a user.
 *
 * @example
 * ```ts
 * const welcome: ModuleMail = { userId: user.id, subject: 'Welcome', text: 'Your account is ready.' };
 * ```
 */
export interface ModuleMail {
  readonly userId: string;
  /** At most 200 characters, without line breaks, other control characters and invisible ones. */
  readonly subject: string;
  /** At most 100 KB. */
  readonly text: string;
  /** The same for clients that show HTML, at most 100 KB. Escape what users entered. */
  readonly html?: string;
}

const maxSubjectLength = 200;
const maxBodyBytes = 100_000;

/** Creates a function that stores a mail in the outbox, to the address that the user has at that time. */
export function createModuleMail(
  users: Pick<UserModel, 'findById'>,
  outbox: Pick<MailOutbox, 'post'>,
): (mail: ModuleMail) => Promise<void> {
  return async ({ userId, subject, text, html }) => {
    requireSubject(subject);
    requireBody('text', text);
    if (html !== undefined) requireBody('html', html);
    const user = foundUser(await users.findById(requireObjectId(userId, 'userId')));
    const message = { subject, text, html: html ?? null };
    await outbox.post({ kind: 'module', to: user.email, userId: user.id, token: null, message });
  };
}

function requireSubject(subject: string): void {
  const refuse = (problem: string) => {
    throw new AppError('BAD_USER_INPUT', problem, { field: 'subject' });
  };
  if (typeof subject !== 'string' || subject.trim() === '')
    refuse('The mail has no subject. Pass a text that is not empty.');
  if ([...subject].length > maxSubjectLength)
    refuse(`The subject is longer than ${maxSubjectLength} characters. Shorten it.`);
  if (!isSafeText(subject))
    refuse(
      'The subject contains line breaks or other control, bidirectional or invisible characters. Remove them.',
    );
}

function requireBody(field: 'text' | 'html', body: string): void {
  const problem = bodyProblem(field, body);
  if (problem !== null) throw new AppError('BAD_USER_INPUT', problem, { field });
}

function bodyProblem(field: string, body: string): string | null {
  if (typeof body !== 'string' || body.trim() === '')
    return `The ${field} of the mail is empty. Pass a text that is not.`;
  if (Buffer.byteLength(body) > maxBodyBytes)
    return `The ${field} of the mail is longer than ${maxBodyBytes / 1000} KB. Shorten it.`;
  return null;
}
