import type {
  ApiKeyModel,
  AuditEvent,
  SessionModel,
  User,
  UserFieldValues,
  UserModel,
} from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import { type Actor, usersOf } from './actor.js';
import type { AuditService } from './audit/audit-service.js';
import { requireDisplayName } from './display-name.js';
import { foundUser } from './found-user.js';
import { requireObjectId } from './object-id.js';

/**
 * Changes of a profile. A field that is undefined keeps its value.
 *
 * @example
 * ```ts
 * const change: ProfileChange = { name: 'Alice Liddell' };
 * ```
 */
export interface ProfileChange {
  readonly name?: string | null | undefined;
  /** Fields that modules declare. Other names are ignored; null removes a value. */
  readonly input?: UserFieldValues;
}

/**
 * What users say about themselves.
 *
 * @example
 * ```ts
 * const user = await services.profiles.update(viewer, viewer.id, { name: 'Alice Liddell' }, origin);
 * ```
 */
export interface ProfileService {
  /** @throws AppError BAD_USER_INPUT (`field`: name or a module's), CONFLICT if a unique value is taken, or NOT_FOUND */
  update(actor: Actor, userId: string, change: ProfileChange, origin: RequestOrigin): Promise<User>;
  /**
   * Returns everything that is stored about a user, except secrets, as a JSON text.
   *
   * @throws AppError NOT_FOUND
   */
  export(actor: Actor, userId: string, origin: RequestOrigin): Promise<string>;
}

export interface ProfileServiceOptions {
  readonly users: Pick<UserModel, 'findById' | 'setProfile' | 'checkFields'>;
  readonly sessions: Pick<SessionModel, 'findAllOf'>;
  readonly apiKeys: Pick<ApiKeyModel, 'findAllOf'>;
  readonly audit: Pick<AuditService, 'page'>;
  readonly events: SecurityEvents;
}

/** The newest events of a user are exported, this many pages of 100. */
const maxPages = 10;

export function createProfileService(options: ProfileServiceOptions): ProfileService {
  const { users, sessions, apiKeys, audit, events } = options;

  /** What others did to the user is left out, because it says where they are. */
  async function eventsBy({ id }: User): Promise<AuditEvent[]> {
    const found: AuditEvent[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = await audit.page({ first: 100, after, userId: id, type: null, since: null, until: null });
      found.push(...page.events.filter(({ userId }) => userId === id));
      const last = page.events.at(-1);
      if (!page.hasNextPage || !last) break;
      after = page.cursorOf(last);
    }
    return found;
  }

  const idOf = (userId: string) => requireObjectId(userId, 'userId');

  return {
    update: async (actor, userId, { name, input = {} }, origin) => {
      const set = name === undefined ? {} : { name: requireDisplayName(name) };
      const fields = await users.checkFields(input, false);
      const user = foundUser(await users.setProfile(idOf(userId), set, fields));
      await events.record({
        type: 'profile_changed',
        outcome: 'success',
        origin,
        ...usersOf(actor, user.id),
        details: { fields: [...Object.keys(set), ...Object.keys(fields)] },
      });
      return user;
    },

    export: async (actor, userId, origin) => {
      const user = foundUser(await users.findById(idOf(userId)));
      const stored = {
        account: user,
        sessions: (await sessions.findAllOf(user.id)).map(({ salt: _secret, ...session }) => session),
        apiKeys: await apiKeys.findAllOf(user.id),
        auditEvents: await eventsBy(user),
      };
      await events.record({
        type: 'account_exported',
        outcome: 'success',
        origin,
        ...usersOf(actor, user.id),
      });
      return JSON.stringify(stored, null, 2);
    },
  };
}
