import { type HydratedDocument, Schema, Types } from 'mongoose';
import type { Database } from './database.js';
import { isDuplicateKey } from './database-failures.js';

/**
 * A user, without the password hash.
 *
 * @example
 * ```ts
 * const displayName = ({ name, email }: User) => name ?? email;
 * ```
 */
export interface User {
  readonly id: string;
  readonly email: string;
  /** Whether the owner of the address has proved to be the user, or an operator created the account. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly disabled: boolean;
  /** Incremented by every change of roles, password or disabled state. Access tokens with a lower version are stale. */
  readonly version: number;
  /** Incremented to end all sessions together: a session with a lower epoch is no longer active. */
  readonly sessionEpoch: number;
  /** Incremented by every change of the password or the address. Tokens in mails are bound to it. */
  readonly credentialsEpoch: number;
  /** Whether the account was registered where verification is required and has not been verified since. */
  readonly pending: boolean;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** A user with the password hash, used only to verify a password. */
export interface StoredCredentials {
  readonly user: User;
  readonly passwordHash: string;
}

/** A user to insert. */
export interface NewUser {
  readonly email: string;
  readonly emailVerified: boolean;
  readonly pending: boolean;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly passwordHash: string;
  readonly createdAt: Date;
}

/** Selects a page of users. Null means no condition. */
export interface UserPageQuery {
  readonly limit: number;
  /** Selects users whose e-mail address sorts after this one. */
  readonly afterEmail: string | null;
  readonly emailPrefix: string | null;
  readonly role: string | null;
}

export type UserFilter = Pick<UserPageQuery, 'emailPrefix' | 'role'>;

/** Changes to one user, made in one atomic update. */
export interface UserChange {
  readonly set?: Partial<
    Pick<User, 'roles' | 'disabled' | 'email' | 'emailVerified' | 'pending' | 'name'> &
      Pick<StoredCredentials, 'passwordHash'> & { readonly deletionBeganAt: Date | null }
  >;
  readonly endSessions?: boolean;
  /** Applies the change only if this is still the password hash. */
  readonly ifPasswordHash?: string;
  /** Applies the change only if the user is still in this state. */
  readonly ifStill?: Partial<Pick<User, 'email' | 'emailVerified' | 'credentialsEpoch'>>;
}

/** Stores users. */
export interface UserModel {
  /** @returns null if the e-mail address is taken */
  insert(user: NewUser): Promise<User | null>;
  findById(id: string): Promise<User | null>;
  findByIds(ids: readonly string[]): Promise<User[]>;
  findByEmail(email: string): Promise<User | null>;
  findCredentialsById(id: string): Promise<StoredCredentials | null>;
  findCredentialsByEmail(email: string): Promise<StoredCredentials | null>;
  /** Finds users in the order of their e-mail addresses. Every filter uses an index. */
  findPage(query: UserPageQuery): Promise<User[]>;
  /** @returns the collection's own estimate without a filter; with one, the exact number, or null above 10,000 */
  count(filter: UserFilter): Promise<number | null>;
  /** Whether an enabled user other than `exceptId` has one of these roles. */
  hasRole(anyOf: readonly string[], exceptId?: string): Promise<boolean>;
  /**
   * Applies the change and increments the version.
   *
   * @returns the changed user, or null if the user does not exist or the condition is not met
   * @throws an error that `isDuplicateKey` recognizes if the new address is taken
   */
  change(id: string, change: UserChange): Promise<User | null>;
  /** Replaces a hash with one of the same password that uses the current parameters. */
  rehash(id: string, oldHash: string, newHash: string): Promise<void>;
  /** Changes the profile, which leaves the tokens valid. @returns null if the user does not exist */
  setProfile(id: string, profile: Partial<Pick<User, 'name'>>): Promise<User | null>;
  /**
   * Finds an account whose deletion began before a time, and sets that time to `now`, so that one instance takes it.
   *
   * @returns null if there is none
   */
  takeOverDeletion(before: Date, now: Date): Promise<User | null>;
  delete(id: string): Promise<void>;
  recordSignIns(signIns: ReadonlyMap<string, Date>): Promise<void>;
  createIndexes(): Promise<void>;
}

interface UserRecord {
  email: string;
  emailVerified?: boolean;
  pending?: boolean;
  name: string | null;
  roles: string[];
  disabled: boolean;
  passwordHash: string;
  version: number;
  sessionEpoch: number;
  credentialsEpoch?: number;
  createdAt: Date;
  lastLoginAt: Date | null;
  deletionBeganAt?: Date | null;
}

const userSchema = new Schema<UserRecord>(
  {
    email: { type: String, required: true },
    emailVerified: { type: Boolean, default: false },
    pending: { type: Boolean, default: false },
    name: { type: String, default: null },
    roles: { type: [String], required: true },
    disabled: { type: Boolean, default: false },
    passwordHash: { type: String, required: true },
    version: { type: Number, default: 0 },
    sessionEpoch: { type: Number, default: 0 },
    credentialsEpoch: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    lastLoginAt: { type: Date, default: null },
    deletionBeganAt: { type: Date },
  },
  { versionKey: false, collection: 'users' },
);
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ roles: 1, email: 1 });
userSchema.index({ deletionBeganAt: 1 }, { sparse: true });

/** Limits how many keys of an index counting reads. */
const maxCounted = 10_000;

export function createUserModel({ connection, mongoose }: Database): UserModel {
  const users = connection.model('User', userSchema);
  const conditions = ({
    emailPrefix,
    role,
    afterEmail = null,
  }: UserFilter & { afterEmail?: string | null }) => ({
    ...(role === null ? {} : { roles: role }),
    email: mongoose.trusted({
      $gte: emailPrefix ?? '',
      ...(afterEmail === null ? {} : { $gt: afterEmail }),
      ...(emailPrefix === null ? {} : { $lt: `${emailPrefix}\u{10FFFF}` }),
    }),
  });

  return {
    insert: async (user) => {
      try {
        return toUser(await users.create({ ...user, roles: [...user.roles] }));
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
    findById: async (id) => toUserOrNull(await users.findOne({ _id: id }, withoutHash).lean()),
    findByIds: async (ids) => {
      // The driver's own cursor: `me` reads its user here, and a mongoose query costs a sixth more CPU time, even a lean one.
      const selected = { _id: { $in: ids.map((id) => new Types.ObjectId(id)) } };
      const found = users.collection.find<StoredUser>(selected, { projection: withoutHash });
      return (await found.toArray()).map(toUser);
    },
    findByEmail: async (email) => toUserOrNull(await users.findOne({ email }, withoutHash).lean()),
    findCredentialsById: async (id) => toCredentialsOrNull(await users.findOne({ _id: id }).lean()),
    findCredentialsByEmail: async (email) => toCredentialsOrNull(await users.findOne({ email }).lean()),
    findPage: async ({ limit, ...filter }) =>
      (await users.find(conditions(filter), withoutHash).sort({ email: 1 }).limit(limit).lean()).map(toUser),
    count: async ({ emailPrefix, role }) => {
      if (!emailPrefix && role === null) return users.estimatedDocumentCount();
      const limit = maxCounted + 1;
      const count = await users.countDocuments(conditions({ emailPrefix, role }), { limit });
      return count > maxCounted ? null : count;
    },
    hasRole: async (anyOf, exceptId) => {
      const others = exceptId === undefined ? {} : { _id: mongoose.trusted({ $ne: exceptId }) };
      const roles = mongoose.trusted({ $in: [...anyOf] });
      return (await users.exists({ roles, disabled: false, ...others })) !== null;
    },
    change: async (id, { set = {}, endSessions = false, ifPasswordHash, ifStill = {} }) => {
      const { roles, ...rest } = set;
      const newCredentials = set.passwordHash !== undefined || set.email !== undefined;
      const update = {
        $set: { ...rest, ...(roles ? { roles: [...roles] } : {}) },
        $inc: {
          version: 1,
          sessionEpoch: endSessions ? 1 : 0,
          credentialsEpoch: newCredentials ? 1 : 0,
        },
      };
      const { email, emailVerified, credentialsEpoch } = ifStill;
      const condition = {
        _id: id,
        ...(ifPasswordHash === undefined ? {} : { passwordHash: ifPasswordHash }),
        ...(email === undefined ? {} : { email }),
        // Accounts that older versions created lack these fields.
        ...(emailVerified === undefined
          ? {}
          : { emailVerified: emailVerified || mongoose.trusted({ $ne: true }) }),
        ...(credentialsEpoch === undefined
          ? {}
          : { credentialsEpoch: credentialsEpoch || mongoose.trusted({ $in: [0, null] }) }),
      };
      return toUserOrNull(
        await users
          .findOneAndUpdate(condition, update, { returnDocument: 'after', projection: withoutHash })
          .lean(),
      );
    },
    rehash: async (id, oldHash, newHash) => {
      await users.updateOne({ _id: id, passwordHash: oldHash }, { $set: { passwordHash: newHash } });
    },
    setProfile: async (id, profile) =>
      toUserOrNull(
        await users
          .findOneAndUpdate(
            { _id: id },
            { $set: profile },
            { returnDocument: 'after', projection: withoutHash },
          )
          .lean(),
      ),
    takeOverDeletion: async (before, now) =>
      toUserOrNull(
        await users
          .findOneAndUpdate(
            { deletionBeganAt: mongoose.trusted({ $lt: before }) },
            { $set: { deletionBeganAt: now } },
            { returnDocument: 'after', projection: withoutHash },
          )
          .lean(),
      ),
    delete: async (id) => {
      await users.deleteOne({ _id: id });
    },
    recordSignIns: async (signIns) => {
      await users.bulkWrite(
        [...signIns].map(([id, lastLoginAt]) => ({
          updateOne: { filter: { _id: new Types.ObjectId(id) }, update: { $max: { lastLoginAt } } },
        })),
        { ordered: false },
      );
    },
    createIndexes: () => users.createIndexes(),
  };
}

const withoutHash = { passwordHash: 0 } as const;

type StoredUser = Omit<UserRecord, 'passwordHash'> & { _id: Types.ObjectId };

function toUserOrNull(record: StoredUser | null): User | null {
  return record && toUser(record);
}

function toCredentialsOrNull(record: (StoredUser & UserRecord) | null): StoredCredentials | null {
  return record && { user: toUser(record), passwordHash: record.passwordHash };
}

function toUser(record: StoredUser | HydratedDocument<UserRecord>): User {
  const { email, name, roles, disabled, version, sessionEpoch, createdAt, lastLoginAt } = record;
  return {
    id: record._id.toHexString(),
    email,
    emailVerified: record.emailVerified ?? false,
    name,
    roles: [...roles],
    disabled,
    version,
    sessionEpoch,
    credentialsEpoch: record.credentialsEpoch ?? 0,
    pending: record.pending ?? false,
    createdAt,
    lastLoginAt,
  };
}
