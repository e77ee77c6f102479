import { type mongo, Schema, Types } from 'mongoose';
import type { Database } from './database.js';

/** A user's second factor. */
export interface StoredSecondFactor {
  /** The user's address. */
  readonly email: string;
  /** The user's `secondFactorEpoch`. */
  readonly epoch: number;
  /** The secret that is in use, sealed. */
  readonly secret: Buffer | null;
  /** The secret that is yet to be confirmed, sealed. */
  readonly pending: Buffer | null;
  readonly recoveryCodeHashes: readonly string[];
}

/** What enables a second factor. */
export interface SecondFactorStart {
  /** The secret to use, if it is still the pending one. */
  readonly secret: Buffer;
  /** The time step of the code that confirmed it. */
  readonly step: number;
  readonly recoveryCodeHashes: readonly string[];
}

/** The use of a code. */
export interface SecondFactorUse {
  /** The secret of the code, as it is stored. */
  readonly sealed: Buffer;
  /** What to store instead, if it was sealed with an earlier server secret. */
  readonly resealed: Buffer | null;
  readonly step: number;
}

/**
 * Stores second factors, as part of the users, so that each change is one atomic update. Every method that changes
 * something returns whether it did.
 */
export interface SecondFactorModel {
  find(userId: string): Promise<StoredSecondFactor | null>;
  /** Stores a secret that is yet to be confirmed, if the second factor is off and this is still the password hash. */
  begin(userId: string, secret: Buffer, ifPasswordHash: string): Promise<boolean>;
  enable(userId: string, start: SecondFactorStart): Promise<boolean>;
  /** Uses up the codes of a time step and of all before it. */
  useStep(userId: string, use: SecondFactorUse): Promise<boolean>;
  /**
   * Replaces the secrets that were sealed with an earlier server secret.
   *
   * @param reseal returns null for a secret that can stay as it is
   * @returns how many secrets were replaced
   */
  resealAll(reseal: (sealed: Buffer, userId: string) => Buffer | null): Promise<number>;
  useRecoveryCode(userId: string, hash: string): Promise<boolean>;
  /** Replaces all recovery codes, if nothing else has changed since this epoch. */
  renewRecoveryCodes(userId: string, hashes: readonly string[], ifEpoch: number): Promise<boolean>;
  disable(userId: string): Promise<boolean>;
}

/** The part of a stored user that only this model reads. */
export interface TotpRecord {
  secret?: Buffer;
  pending?: Buffer;
  /** The time step of the code that was used last. */
  lastStep?: number;
  recoveryCodes?: string[];
}

export const totpSchema = new Schema<TotpRecord>(
  {
    secret: { type: Buffer },
    pending: { type: Buffer },
    lastStep: { type: Number },
    recoveryCodes: { type: [String], default: undefined },
  },
  { _id: false },
);

interface StoredUser {
  readonly _id: Types.ObjectId;
  readonly email: string;
  readonly passwordHash: string;
  readonly secondFactor?: boolean;
  readonly secondFactorEpoch?: number | null;
  readonly totp?: {
    readonly secret?: mongo.Binary;
    readonly pending?: mongo.Binary;
    readonly lastStep?: number;
    readonly recoveryCodes?: string[];
  };
}

export function createSecondFactorModel({ connection, mongoose }: Database): SecondFactorModel {
  const users = connection.collection<StoredUser>('users');
  const changed = { $inc: { secondFactorEpoch: 1 } };
  const binary = (data: Buffer) => new mongoose.mongo.Binary(data);

  async function update(
    userId: string,
    condition: mongo.Filter<StoredUser>,
    change: mongo.UpdateFilter<StoredUser>,
  ) {
    const { modifiedCount } = await users.updateOne(
      { _id: new Types.ObjectId(userId), ...condition },
      change,
    );
    return modifiedCount === 1;
  }

  return {
    find: async (userId) => {
      const selected = { _id: new Types.ObjectId(userId) };
      const projection = { email: 1, secondFactorEpoch: 1, totp: 1 };
      const user = await users.findOne(selected, { projection });
      return (
        user && {
          email: user.email,
          epoch: user.secondFactorEpoch ?? 0,
          secret: bytesOf(user.totp?.secret),
          pending: bytesOf(user.totp?.pending),
          recoveryCodeHashes: user.totp?.recoveryCodes ?? [],
        }
      );
    },
    begin: (userId, secret, passwordHash) =>
      update(
        userId,
        { passwordHash, secondFactor: { $ne: true } },
        { $set: { 'totp.pending': binary(secret) } },
      ),
    enable: (userId, { secret, step, recoveryCodeHashes }) =>
      update(
        userId,
        { 'totp.pending': binary(secret), secondFactor: { $ne: true } },
        {
          ...changed,
          $set: {
            secondFactor: true,
            totp: { secret: binary(secret), lastStep: step, recoveryCodes: [...recoveryCodeHashes] },
          },
        },
      ),
    useStep: (userId, { sealed, resealed, step }) =>
      update(
        userId,
        { secondFactor: true, 'totp.secret': binary(sealed), 'totp.lastStep': { $lt: step } },
        { $set: { 'totp.lastStep': step, ...(resealed ? { 'totp.secret': binary(resealed) } : {}) } },
      ),
    resealAll: async (reseal) => {
      let count = 0;
      const enabled = users.find({ secondFactor: true }, { projection: { 'totp.secret': 1 } });
      for await (const { _id, totp } of enabled) {
        const userId = _id.toHexString();
        const sealed = bytesOf(totp?.secret);
        const resealed = sealed && reseal(sealed, userId);
        if (!resealed) continue;
        const change = { $set: { 'totp.secret': binary(resealed) } };
        if (await update(userId, { 'totp.secret': binary(sealed) }, change)) count += 1;
      }
      return count;
    },
    useRecoveryCode: (userId, hash) =>
      update(
        userId,
        { secondFactor: true, 'totp.recoveryCodes': hash },
        { ...changed, $pull: { 'totp.recoveryCodes': hash } },
      ),
    renewRecoveryCodes: (userId, hashes, ifEpoch) =>
      update(
        userId,
        // Accounts that older versions created lack the epoch.
        { secondFactor: true, secondFactorEpoch: ifEpoch === 0 ? { $in: [0, null] } : ifEpoch },
        { ...changed, $set: { 'totp.recoveryCodes': [...hashes] } },
      ),
    disable: (userId) =>
      update(
        userId,
        { secondFactor: true },
        { ...changed, $set: { secondFactor: false }, $unset: { totp: 1 } },
      ),
  };
}

function bytesOf(value: mongo.Binary | undefined): Buffer | null {
  return value ? Buffer.from(value.buffer) : null;
}
