import type { Clock } from '../identity/clock.js';
import { createTextSealer } from '../identity/sealed-text.js';
import type { LeasedMail, MailOutboxModel, OutboxStatus, StoredMail } from '../models/index.js';
import type { ModuleMail } from './module-mail.js';
import { requireObjectId } from './object-id.js';

/** The mails about changes that increment `secondFactorEpoch`. */
const secondFactorMailKinds = [
  'second-factor-enabled',
  'second-factor-disabled',
  'recovery-code-used',
  'recovery-codes-renewed',
] as const;

/** The mails that accounts cause. `templates/mail` has a text and an HTML template for each. */
export const mailKinds = [
  'reset-password',
  'password-was-reset',
  'confirm-registration',
  'already-registered',
  'verify-email',
  'verify-new-email',
  'email-changed',
  'email-change-undone',
  ...secondFactorMailKinds,
] as const;

export type MailKind = (typeof mailKinds)[number];

export type SecondFactorMailKind = (typeof secondFactorMailKinds)[number];

/** A mail that a module wrote. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** A mail to send. */
export interface Mail {
  /**
   * `module` has no template. `none` is stored, and later removed, like the others but not sent, so that the work reveals
   * nothing.
   */
  readonly kind: MailKind | 'module' | 'none';
  /** A normalized address. */
  readonly to: string;
  readonly userId: string | null;
  /** The token of the link, if the mail has one. */
  readonly token: string | null;
  /** What to send, if the kind has no template. */
  readonly message?: MailText;
  /** After this time it is not sent; three days from now by default. */
  readonly expiresAt?: Date;
}

/** A mail that is sent when a change has been made. */
export interface PreparedMail {
  /** Call it after the change: the mail is due. */
  release(): Promise<void>;
  /** Call it if the change was certainly not made. */
  withdraw(): Promise<void>;
}

/** What the outbox encrypts. */
export type MailContent = Pick<Mail, 'to' | 'token' | 'message'>;

/** The state of a user from which a mail is sent: before, the change that it is about was not made. */
export interface DeliveryCondition {
  readonly userId: string;
  readonly counter: 'credentialsEpoch' | 'secondFactorEpoch';
  readonly from: number;
}

/** A mail to deliver, which no other process delivers in the meantime. */
export interface Delivery {
  readonly id: string;
  readonly kind: Mail['kind'];
  readonly attempts: number;
  readonly createdAt: Date;
  readonly userId: string | null;
  /** Null if it cannot be decrypted. */
  readonly content: MailContent | null;
  readonly condition: DeliveryCondition | null;
  readonly hasExpired: boolean;
  /**
   * Removes it, with the token in it.
   *
   * @returns false if the deletion of the account has removed it in the meantime
   */
  complete(): Promise<boolean>;
  postpone(delayMs: number, error: string | null): Promise<void>;
  giveUp(error: string): Promise<void>;
}

/**
 * A mail in the outbox, without its content.
 *
 * @example
 * ```ts
 * for (const { to, error } of await app.services.mail.list()) console.log(to, error);
 * ```
 */
export interface OutboxMail extends Pick<
  StoredMail,
  'id' | 'kind' | 'state' | 'attempts' | 'error' | 'createdAt' | 'expiresAt'
> {
  /** Null if it cannot be decrypted. */
  readonly to: string | null;
}

/**
 * Sends mails of modules; shows and retries the mails that have not been sent.
 *
 * @example
 * ```ts
 * await services.mail.send({ userId: user.id, subject: 'Welcome', text: 'Your account is ready.' });
 * ```
 */
export interface MailService {
  /**
   * Sends a mail to the user's current address. Resolves when it is in the outbox, from which it is sent, and retried, even if
   * this process is killed. It is removed with the account, and given up after three days. Has no effect if mail is off.
   *
   * @throws AppError BAD_USER_INPUT (`field`: userId, subject, text or html) or NOT_FOUND
   */
  send(mail: ModuleMail): Promise<void>;
  /** Returns the mails that wait or were given up, oldest first, at most 1,000. */
  list(): Promise<OutboxMail[]>;
  /**
   * Makes the mails that were given up due again, or one mail by ID. A mail whose token has expired stays as it is.
   *
   * @returns the number of mails that are due again
   * @throws AppError BAD_USER_INPUT if the ID is malformed
   */
  retry(id?: string): Promise<number>;
}

/** The outbox as services and the delivery use it. Modules receive only `MailService`. */
export interface MailOutbox extends Omit<MailService, 'send'> {
  /** Stores a mail, which is due immediately. */
  post(mail: Mail): Promise<void>;
  /**
   * Stores a mail before the change that it is about, so that a crash between the two loses nothing: unless released
   * earlier, it becomes due after half a minute, and is then sent only if the change was made: if the user's
   * `credentialsEpoch`, or `secondFactorEpoch` for a mail about a second factor, is at least `fromEpoch`.
   */
  prepare(mail: Mail & { readonly userId: string }, fromEpoch: number): Promise<PreparedMail>;
  lease(): Promise<Delivery | null>;
  status(): Promise<OutboxStatus>;
  /** Calls the function after each mail that this process makes due. */
  onDue(listener: () => void): void;
}

export interface MailOutboxOptions {
  readonly model: MailOutboxModel;
  /** The server's secret, from which the key that encrypts mails is derived. */
  readonly secret: Buffer;
  /** Other values of the secret, which decrypt mails, too. */
  readonly otherSecrets: readonly Buffer[];
  readonly clock: Clock;
  /** Whether mails are sent at all. If not, none is stored. */
  readonly enabled: boolean;
}

/** Longer than the delivery tries to send one mail. */
const leaseMs = 120_000;
const holdMs = 30_000;
const noticeLifetimeMs = 3 * 86_400_000;
/** How long a mail that was given up stays in the list. */
const keptMs = 7 * 86_400_000;
const maxListed = 1_000;

export function createMailOutbox({
  model,
  secret,
  otherSecrets,
  clock,
  enabled,
}: MailOutboxOptions): MailOutbox {
  const sealer = createTextSealer(secret, 'graphward mail outbox', otherSecrets);
  const listeners: (() => void)[] = [];
  const announce = () => listeners.forEach((listener) => listener());

  async function insert(mail: Mail, fromEpoch: number | null): Promise<string> {
    const { kind, to, userId, token, message } = mail;
    const content: MailContent = { to, token, ...(message ? { message } : {}) };
    const id = model.newId();
    const now = clock();
    const expiresAt = mail.expiresAt ?? new Date(now.getTime() + noticeLifetimeMs);
    await model.insert({
      id,
      kind,
      userId,
      sealed: sealer.seal(JSON.stringify(content), id),
      fromEpoch,
      createdAt: now,
      expiresAt,
      dueAt: fromEpoch === null ? null : new Date(now.getTime() + holdMs),
      purgeAt: new Date(expiresAt.getTime() + keptMs),
    });
    return id;
  }

  const open = ({ id, sealed }: StoredMail) => {
    const text = sealer.open(sealed, id);
    return text === null ? null : (JSON.parse(text) as MailContent);
  };

  function toDelivery(stored: LeasedMail): Delivery {
    const { id, attempts, createdAt, userId, fromEpoch } = stored;
    const kind = stored.kind as Mail['kind'];
    const isOfSecondFactor = secondFactorMailKinds.some((each) => each === kind);
    const counter = isOfSecondFactor ? 'secondFactorEpoch' : 'credentialsEpoch';
    return {
      id,
      kind,
      attempts,
      createdAt,
      userId,
      content: open(stored),
      condition: userId === null || fromEpoch === null ? null : { userId, counter, from: fromEpoch },
      hasExpired: stored.expiresAt <= clock(),
      complete: () => model.remove(id),
      postpone: (delayMs, error) => model.postpone(stored, delayMs, error),
      giveUp: (error) => model.giveUp(stored, error),
    };
  }

  return {
    post: async (mail) => {
      if (!enabled) return;
      await insert(mail, null);
      announce();
    },
    prepare: async (mail, fromEpoch) => {
      if (!enabled) return { release: () => Promise.resolve(), withdraw: () => Promise.resolve() };
      const id = await insert(mail, fromEpoch);
      return {
        release: async () => {
          await model.release(id);
          announce();
        },
        withdraw: async () => {
          await model.remove(id);
        },
      };
    },
    lease: async () => {
      const stored = await model.lease(leaseMs);
      return stored && toDelivery(stored);
    },
    status: () => model.status(),
    onDue: (listener) => void listeners.push(listener),
    list: async () =>
      (await model.list(maxListed))
        .filter(({ kind }) => kind !== 'none')
        .map((stored) => {
          const { id, kind, state, attempts, error, createdAt, expiresAt } = stored;
          return { id, kind, state, attempts, error, createdAt, expiresAt, to: open(stored)?.to ?? null };
        }),
    retry: async (id) => {
      const count = await model.retry(clock(), id === undefined ? undefined : requireObjectId(id, 'id'));
      if (count > 0) announce();
      return count;
    },
  };
}
