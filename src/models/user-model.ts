import { Error as MongooseError, type HydratedDocument, mongo, Schema, Types } from 'mongoose';
import type { Database } from './database.js';
import { isDuplicateKey } from './database-failures.js';
import { type TotpRecord, totpSchema } from './second-factor-model.js';
import type { UserFieldValues } from './user-field-types.js';
import { createUserFields, takenFieldError, userFieldError, type UserFields } from './user-fields.js';

/**
 * A user, without secrets. Fields that modules add are properties, too.
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
  /** Whether signing in requires a second factor. */
  readonly secondFactor: boolean;
  /** Incremented by every change of the second factor, and by every use of a recovery code. */
  readonly secondFactorEpoch: number;
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
  /** As `checkFields` returns them. */
  readonly fields?: UserFieldValues;
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

/** What `findNamed` returns of a user. */
export type NamedUser = Pick<User, 'id' | 'email' | 'roles'>;

/** Changes to one user, made in one atomic update. */
export interface UserChange {
  readonly set?: Partial<
    Pick<User, 'roles' | 'disabled' | 'email' | 'emailVerified' | 'pending' | 'name'> &
      Pick<StoredCredentials, 'passwordHash'> & { readonly deletionBeganAt: Date | null }
  >;
  /** Fields that modules declare, as `checkFields` returns them. */
  readonly fields?: UserFieldValues;
  readonly endSessions?: boolean;
  /** Applies the change only if this is still the password hash. */
  readonly ifPasswordHash?: string;
  /** Applies the change only if the user is still in this state. */
  readonly ifStill?: Partial<Pick<User, 'email' | 'emailVerified' | 'credentialsEpoch'>>;
}

/** Stores users. */
export interface UserModel {
  /**
   * @returns null if the e-mail address is taken
   * @throws AppError CONFLICT if the value of a unique field is taken
   */
  insert(user: NewUser): Promise<User | null>;
  /**
   * Reads the fields that modules declare from an input. Ignores everything else in it.
   *
   * @param isComplete whether a field that is missing has no value, rather than keeps its value
   * @returns the values to store; null removes one
   * @throws AppError BAD_USER_INPUT with the field
   */
  checkFields(input: UserFieldValues, isComplete: boolean): Promise<UserFieldValues>;
  /**
   * Changes the profile, which leaves the tokens valid.
   *
   * @param fields those that modules declare, as `checkFields` returns them
   * @returns null if the user does not exist
   * @throws AppError CONFLICT if the value of a unique field is taken
   */
  setProfile(
    id: string,
    profile: Partial<Pick<User, 'name'>>,
    fields?: UserFieldValues,
  ): Promise<User | null>;
  findById(id: string): Promise<User | null>;
  findByIds(ids: readonly string[]): Promise<User[]>;
  findByEmail(email: string): Promise<User | null>;
  findCredentialsById(id: string): Promise<StoredCredentials | null>;
  findCredentialsByEmail(email: string): Promise<StoredCredentials | null>;
  /** Finds users in the order of their e-mail addresses. Every filter uses an index. */
  findPage(query: UserPageQuery): Promise<User[]>;
  /** Finds users whose name starts with this text, ignoring case and accents, in the order of their names. */
  findNamed(namePrefix: string, limit: number): Promise<NamedUser[]>;
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
  /**
   * Finds an account whose deletion began before a time, and sets that time to `now`, so that one instance takes it.
   *
   * @returns null if there is none
   */
  takeOverDeletion(before: Date, now: Date): Promise<User | null>;
  delete(id: string): Promise<void>;
  /** @returns the users who no longer exist or are being deleted */
  recordSignIns(signIns: ReadonlyMap<string, Date>): Promise<string[]>;
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
  secondFactor?: boolean;
  secondFactorEpoch?: number;
  totp?: TotpRecord;
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
    secondFactor: { type: Boolean, default: false },
    secondFactorEpoch: { type: Number, default: 0 },
    totp: { type: totpSchema },
    createdAt: { type: Date, required: true },
    lastLoginAt: { type: Date, default: null },
    deletionBeganAt: { type: Date },
  },
  { versionKey: false, collection: 'users' },
);
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ roles: 1, email: 1 });
/** Compares letters only, so that `zoe` finds `Zoë`. */
const nameCollation = { locale: 'en', strength: 1 } as const;
userSchema.index({ name: 1 }, { collation: nameCollation });
userSchema.index({ deletionBeganAt: 1 }, { sparse: true });

/** Limits how many keys of an index counting reads. */
const maxCounted = 10_000;

/** Whether the server itself uses this name for something that it stores of a user. */
export function isUserColumn(name: string): boolean {
  return name === 'id' || Object.hasOwn(userSchema.paths, name);
}

export function createUserModel(
  { connection, mongoose }: Database,
  fields: UserFields = createUserFields({}),
): UserModel {
  const users = connection.model('User', userSchema.clone().add(fields.stored));
  const toUser = (record: StoredUser | HydratedDocument<UserRecord>): User => ({
    ...fields.read(record),
    ...ownFieldsOf(record),
  });
  const toUserOrNull = (record: StoredUser | null) => record && toUser(record);
  const toCredentialsOrNull = (record: (StoredUser & UserRecord) | null): StoredCredentials | null =>
    record && { user: toUser(record), passwordHash: record.passwordHash };
  const conditions = ({
    emailPrefix,
    role,
    afterEmail = null,
  }: UserFilter & { afterEmail?: string | null }) => ({
    ...(role === null ? {} : { roles: role }),
    email: mongoose.trusted({
      $gte: emailPrefix ?? '',
      ...(afterEmail === null ? {} : { $gt: afterEmail }),
      ...(emailPrefix === null ? {} : { $lt: `${emailPrefix}${lastCharacter}` }),
    }),
  });

  return {
    insert: async ({ fields: values, ...user }) => {
      try {
        return toUser(await users.create({ ...values, ...user, roles: [...user.roles] }));
      } catch (error) {
        requireFreeFields(error);
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
    checkFields: async (input, isComplete) => {
      const picked = fields.pick(input, isComplete);
      const names = Object.keys(picked).filter((name) => picked[name] !== null);
      if (names.length === 0) return picked;
      const document = new users(Object.fromEntries(names.map((name) => [name, picked[name]])));
      try {
        await document.validate(names);
      } catch (error) {
        throw error instanceof MongooseError.ValidationError ? userFieldError(error) : error;
      }
      const cast = document.toObject<UserFieldValues>();
      return { ...picked, ...Object.fromEntries(names.map((name) => [name, cast[name]])) };
    },
    setProfile: async (id, { name }, values = {}) => {
      const removed = Object.keys(values).filter((name) => values[name] === null);
      const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
      const set = { ...kept, ...(name === undefined ? {} : { name }) };
      const update = { $set: set, $unset: Object.fromEntries(removed.map((name) => [name, 1])) };
      try {
        return toUserOrNull(
          await users
            .findOneAndUpdate({ _id: id }, update, { returnDocument: 'after', projection: withoutSecrets })
            .lean(),
        );
      } catch (error) {
        requireFreeFields(error);
        throw error;
      }
    },
    findById: async (id) => toUserOrNull(await users.findOne({ _id: id }, withoutSecrets).lean()),
    findByIds: async (ids) => {
      // The driver's own cursor: `me` reads its user here, and a mongoose query costs a sixth more CPU time, even a lean one.
      const selected = { _id: { $in: ids.map((id) => new Types.ObjectId(id)) } };
      const found = users.collection.find<StoredUser>(selected, { projection: withoutSecrets });
      return (await found.toArray()).map(toUser);
    },
    findByEmail: async (email) => toUserOrNull(await users.findOne({ email }, withoutSecrets).lean()),
    findCredentialsById: async (id) => toCredentialsOrNull(await users.findOne({ _id: id }).lean()),
    findCredentialsByEmail: async (email) => toCredentialsOrNull(await users.findOne({ email }).lean()),
    findPage: async ({ limit, ...filter }) =>
      (await users.find(conditions(filter), withoutSecrets).sort({ email: 1 }).limit(limit).lean()).map(
        toUser,
      ),
    findNamed: async (namePrefix, limit) => {
      const found = await users.aggregate<Pick<StoredUser, '_id' | 'email' | 'roles'>>(
        [
          { $match: { name: { $gte: namePrefix, $lt: `${namePrefix}${lastCharacter}` } } },
          { $sort: { name: 1 } },
          { $limit: limit },
          { $project: { email: 1, roles: 1 } },
        ],
        { collation: nameCollation },
      );
      return found.map(({ _id, email, roles }) => ({ id: _id.toHexString(), email, roles }));
    },
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
    change: async (id, { set = {}, fields: values, endSessions = false, ifPasswordHash, ifStill = {} }) => {
      const { roles, ...rest } = set;
      const newCredentials = set.passwordHash !== undefined || set.email !== undefined;
      const update = {
        $set: { ...values, ...rest, ...(roles ? { roles: [...roles] } : {}) },
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
      try {
        return toUserOrNull(
          await users
            .findOneAndUpdate(condition, update, { returnDocument: 'after', projection: withoutSecrets })
            .lean(),
        );
      } catch (error) {
        requireFreeFields(error);
        throw error;
      }
    },
    rehash: async (id, oldHash, newHash) => {
      await users.updateOne({ _id: id, passwordHash: oldHash }, { $set: { passwordHash: newHash } });
    },
    takeOverDeletion: async (before, now) =>
      toUserOrNull(
        await users
          .findOneAndUpdate(
            { deletionBeganAt: mongoose.trusted({ $lt: before }) },
            { $set: { deletionBeganAt: now } },
            { returnDocument: 'after', projection: withoutSecrets },
          )
          .lean(),
      ),
    delete: async (id) => {
      await users.deleteOne({ _id: id });
    },
    recordSignIns: async (signIns) => {
      const ids = [...signIns.keys()];
      const { matchedCount } = await users.bulkWrite(
        [...signIns].map(([id, lastLoginAt]) => ({
          updateOne: {
            filter: { _id: new Types.ObjectId(id), deletionBeganAt: null },
            update: { $max: { lastLoginAt } },
          },
        })),
        { ordered: false },
      );
      if (matchedCount === ids.length) return [];
      const selected = { _id: mongoose.trusted({ $in: ids }), deletionBeganAt: null };
      const found = await users.find(selected, { _id: 1 }).lean();
      const remaining = new Set(found.map(({ _id }) => _id.toHexString()));
      return ids.filter((id) => !remaining.has(id));
    },
    createIndexes: () => users.createIndexes(),
  };
}

const lastCharacter = '\u{10FFFF}';
const withoutSecrets = { passwordHash: 0, totp: 0 } as const;

type StoredUser = Omit<UserRecord, 'passwordHash' | 'totp'> & { _id: Types.ObjectId };

/** @throws AppError CONFLICT if a unique index of a module's field rejected the write */
function requireFreeFields(error: unknown): void {
  if (!isDuplicateKey(error) || !(error instanceof mongo.MongoServerError)) return;
  const [name = ''] = Object.keys((error.keyPattern as object | undefined) ?? {});
  if (!isUserColumn(name)) throw takenFieldError(name);
}

function ownFieldsOf(record: StoredUser | HydratedDocument<UserRecord>): User {
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
    secondFactor: record.secondFactor ?? false,
    secondFactorEpoch: record.secondFactorEpoch ?? 0,
    pending: record.pending ?? false,
    createdAt,
    lastLoginAt,
  };
}
