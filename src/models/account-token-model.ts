import { Schema } from 'mongoose';
import type { Database } from './database.js';
import type { UserFieldValues } from './user-field-types.js';

/** What a token in a mail is for. A token is valid for one purpose only. */
export const accountTokenPurposes = [
  'reset_password',
  'confirm_registration',
  'verify_email',
  'change_email',
  'undo_email_change',
] as const;

export type AccountTokenPurpose = (typeof accountTokenPurposes)[number];

/** A token that was sent by mail, without its text. */
export interface AccountToken {
  /** The hash of the token. */
  readonly id: string;
  readonly purpose: AccountTokenPurpose;
  readonly userId: string;
  /** The user's address when the token was issued; for `undo_email_change`, the address to restore. */
  readonly email: string;
  /** The user's `credentialsEpoch` when the token was issued. */
  readonly credentialsEpoch: number;
  /** The address to change to, with `change_email`. */
  readonly newEmail: string | null;
  /** What the registration that the token confirms contained. */
  readonly registration: {
    readonly name: string | null;
    readonly passwordHash: string;
    readonly fields?: UserFieldValues;
  } | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The `credentialsEpoch` that the use of the token leads to; null before its use. */
  readonly claimedEpoch: number | null;
}

export type NewAccountToken = Omit<AccountToken, 'claimedEpoch'>;

/** Stores the tokens of mails. */
export interface AccountTokenModel {
  insert(token: NewAccountToken): Promise<void>;
  find(id: string): Promise<AccountToken | null>;
  /** Finds the user who can still restore this address. */
  findRestorer(email: string, now: Date): Promise<string | null>;
  /** Ties the first use of a token to the user's next state. @returns the token with its first claim */
  claim(id: string, epoch: number): Promise<AccountToken | null>;
  remove(id: string): Promise<void>;
  /** Removes the user's tokens for these purposes; if `afterEpoch` is given, only those of a later `credentialsEpoch`. */
  removeAllOf(userId: string, purposes: readonly AccountTokenPurpose[], afterEpoch?: number): Promise<void>;
  createIndexes(): Promise<void>;
}

interface AccountTokenRecord extends Omit<AccountToken, 'id'> {
  readonly _id: string;
}

const tokenSchema = new Schema<AccountTokenRecord>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    userId: { type: String, required: true },
    email: { type: String, required: true },
    credentialsEpoch: { type: Number, required: true },
    newEmail: { type: String, default: null },
    registration: { type: Object, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    claimedEpoch: { type: Number, default: null },
  },
  { versionKey: false, collection: 'accountTokens' },
);
tokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
tokenSchema.index({ userId: 1 });
tokenSchema.index({ email: 1, purpose: 1 });

export function createAccountTokenModel({ connection, mongoose }: Database): AccountTokenModel {
  const tokens = connection.model('AccountToken', tokenSchema);
  return {
    insert: async ({ id, ...token }) => {
      await tokens.create({ ...token, _id: id });
    },
    find: async (id) => toToken(await tokens.findOne({ _id: id }).lean()),
    findRestorer: async (email, now) => {
      const isLive = { purpose: 'undo_email_change', expiresAt: mongoose.trusted({ $gt: now }) } as const;
      const found = await tokens.findOne({ email, ...isLive }, { userId: 1 }).lean();
      return found?.userId ?? null;
    },
    claim: async (id, epoch) => {
      const claimed = await tokens
        .findOneAndUpdate(
          { _id: id, claimedEpoch: null },
          { $set: { claimedEpoch: epoch } },
          { returnDocument: 'after' },
        )
        .lean();
      return toToken(claimed ?? (await tokens.findOne({ _id: id }).lean()));
    },
    remove: async (id) => {
      await tokens.deleteOne({ _id: id });
    },
    removeAllOf: async (userId, purposes, afterEpoch) => {
      await tokens.deleteMany({
        userId,
        purpose: mongoose.trusted({ $in: [...purposes] }),
        ...(afterEpoch === undefined ? {} : { credentialsEpoch: mongoose.trusted({ $gt: afterEpoch }) }),
      });
    },
    createIndexes: () => tokens.createIndexes(),
  };
}

function toToken(record: AccountTokenRecord | null): AccountToken | null {
  if (!record) return null;
  const { _id, ...token } = record;
  return { id: _id, ...token };
}
