import DataLoader from 'dataloader';
import { normalizeEmailAddress } from '../identity/email-address.js';
import type { User, UserFieldValues, UserModel, UserPageQuery } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { Actor } from './actor.js';
import { decodeCursor, encodeCursor, requirePageSize } from './cursor.js';
import { foundUser, userNotFound } from './found-user.js';
import type { LastAdmin } from './last-admin.js';
import { requireObjectId } from './object-id.js';
import type { SessionEndings } from './session-endings.js';
import { type FoundUsers, searchUsers } from './user-search.js';

/**
 * Selects a page of users. Null means no condition.
 *
 * @example
 * ```ts
 * const editors: UserPageRequest = { first: 50, after: null, emailPrefix: null, role: 'EDITOR' };
 * ```
 */
export interface UserPageRequest {
  /** 1 to 100. Null means 20, because clients can send null despite the default value in the SDL. */
  readonly first: number | null;
  readonly after: string | null;
  readonly emailPrefix: string | null;
  readonly role: string | null;
  /** The start of an address or a display name. */
  readonly search?: string | null;
}

/**
 * A page of users in the order of their e-mail addresses.
 *
 * @example
 * ```ts
 * const page = await services.users.page(request);
 * const last = page.users.at(-1);
 * const after = page.hasNextPage && last ? page.cursorOf(last) : null;
 * ```
 */
export interface UserPage {
  readonly users: readonly User[];
  readonly cursorOf: (user: User) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /**
   * Counts all matching users, with one more command. Without a filter, it returns the database's estimate; with one, the
   * exact number, or null if more than 10,000 users match.
   */
  readonly countAll: () => Promise<number | null>;
}

/**
 * Finds users, and changes their roles and whether they are disabled.
 *
 * @example
 * ```ts
 * const alice = await services.users.findByEmail('alice@example.com');
 * if (alice) await services.users.setRoles(null, alice.id, ['USER', 'EDITOR'], origin);
 * ```
 */
export interface UserService {
  /**
   * Creates a loader for one request, which loads each user once and batches concurrent calls into one command. It
   * rejects with AppError NOT_FOUND, or BAD_USER_INPUT if the ID is malformed.
   */
  createLoader(): (id: string) => Promise<User>;
  findByEmail(email: string): Promise<User | null>;
  /** @throws AppError BAD_USER_INPUT for `first` outside 1 to 100 or a cursor that is not of this list */
  page(request: UserPageRequest): Promise<UserPage>;
  /** @throws AppError NOT_FOUND, or CONFLICT if no administrator would remain */
  setRoles(actor: Actor, userId: string, roles: readonly string[], origin: RequestOrigin): Promise<User>;
  /** @throws AppError NOT_FOUND, or CONFLICT if no administrator would remain */
  setDisabled(actor: Actor, userId: string, disabled: boolean, origin: RequestOrigin): Promise<User>;
  /**
   * Sets fields that modules declare with `userFields`; null removes a value. Other names are ignored.
   *
   * @throws AppError NOT_FOUND, BAD_USER_INPUT with the field, or CONFLICT if the value of a unique field is taken
   */
  setFields(userId: string, values: UserFieldValues): Promise<User>;
}

export interface UserServiceOptions {
  readonly users: UserModel;
  readonly endings: Pick<SessionEndings, 'endAllOf' | 'makeTokensStale'>;
  readonly events: SecurityEvents;
  readonly lastAdmin: LastAdmin;
}

const cursorKind = 'users';

export function createUserService(options: UserServiceOptions): UserService {
  const { users, endings, events, lastAdmin } = options;

  async function get(id: string): Promise<User> {
    return foundUser(await users.findById(requireObjectId(id, 'userId')));
  }

  async function list(query: UserPageQuery): Promise<FoundUsers> {
    return { users: await users.findPage(query), countAll: () => users.count(query) };
  }

  return {
    createLoader: () => {
      const loader = new DataLoader<string, User>(async (ids) => {
        const found = new Map((await users.findByIds(ids)).map((user) => [user.id, user]));
        return ids.map((id) => found.get(id) ?? userNotFound('id'));
      });
      return async (id) => loader.load(requireObjectId(id, 'id'));
    },
    findByEmail: async (email) => {
      const address = normalizeEmailAddress(email);
      return address === null ? null : users.findByEmail(address);
    },

    page: async ({ first: wanted, after, emailPrefix, role, search }) => {
      const first = requirePageSize(wanted);
      const filter = { emailPrefix: emailPrefix ? normalizeText(emailPrefix) : null, role };
      const afterEmail = after === null ? null : decodeCursor(cursorKind, after);
      const query = { ...filter, afterEmail, limit: first + 1 };
      const text = normalizeText(search ?? '').trim();
      const found = text === '' ? await list(query) : await searchUsers(users, text, query);
      return {
        users: found.users.slice(0, first),
        cursorOf: (user) => encodeCursor(cursorKind, user.email),
        hasNextPage: found.users.length > first,
        hasPreviousPage: afterEmail !== null,
        countAll: found.countAll,
      };
    },

    setRoles: async (actor, userId, roles, origin) => {
      const before = await get(userId);
      const wanted = [...new Set(roles)];
      if (!wanted.some(lastAdmin.isAdminRole)) await lastAdmin.requireAnother(before);
      const user = foundUser(await lastAdmin.changeUnlessLast(before, { set: { roles: wanted } }));
      await endings.makeTokensStale(user);
      await events.record({
        type: 'roles_changed',
        outcome: 'success',
        origin,
        targetUserId: user.id,
        ...(actor ? { userId: actor.id } : {}),
        details: { before: before.roles, after: wanted },
      });
      return user;
    },

    setDisabled: async (actor, userId, disabled, origin) => {
      const before = await get(userId);
      if (disabled) await lastAdmin.requireAnother(before);
      const change = { set: { disabled }, endSessions: disabled };
      const user = foundUser(await lastAdmin.changeUnlessLast(before, change));
      await endings.makeTokensStale(user);
      const ended = disabled ? await endings.endAllOf(user.id) : 0;
      await events.record({
        type: 'disabled_changed',
        outcome: 'success',
        origin,
        targetUserId: user.id,
        ...(actor ? { userId: actor.id } : {}),
        details: { disabled, revokedSessions: ended },
      });
      return user;
    },

    setFields: async (userId, values) => {
      const id = requireObjectId(userId, 'userId');
      return foundUser(await users.setProfile(id, {}, await users.checkFields(values, false)));
    },
  };
}

/** Normalizes what may be the start of an address. */
function normalizeText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
