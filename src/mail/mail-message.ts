/** A mail that is ready to send. */
export interface MailMessage {
  /** The same for every attempt, so that receivers recognize a mail that was sent twice. */
  readonly id: string;
  readonly kind: string;
  /** The user whose account it concerns, if any. */
  readonly userId: string | null;
  readonly to: string;
  readonly createdAt: Date;
  readonly subject: string;
  readonly text: string;
  /** Null for a mail without an HTML part. */
  readonly html: string | null;
}

/** What identifies a mail that was sent. */
export type MailIdentity = Pick<MailMessage, 'id' | 'kind' | 'userId' | 'createdAt'>;

/** Hands mail over to a server, or writes it to a file. */
export interface MailTransport {
  /** @throws MailError */
  send(message: MailMessage, signal: AbortSignal): Promise<void>;
  /** Removes a mail that was sent, if the transport has kept it. */
  retract?(message: MailIdentity): Promise<void>;
}

/** Why a mail could not be handed over. Never quotes the server's text, which may quote the mail. */
export class MailError extends Error {
  override readonly name = 'MailError';
  /** Whether every other attempt would fail, too. */
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent: boolean, cause: unknown) {
    super(message, { cause });
    this.isPermanent = isPermanent;
  }
}
