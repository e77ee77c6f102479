import { AppError } from '../../errors/index.js';
import { createApiKeyText } from '../../identity/api-key.js';
import type { Clock } from '../../identity/clock.js';
import type { UserViewer } from '../../identity/viewer.js';
import type { ApiKey, ApiKeyModel, UserModel } from '../../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../../observability/security-events.js';
import { type Actor, usersOf } from '../actor.js';
import { decodeCursor, encodeCursor, invalidCursor, requirePageSize } from '../cursor.js';
import { requireDisplayName } from '../display-name.js';
import { foundUser } from '../found-user.js';
import { isObjectId, requireObjectId } from '../object-id.js';
import type { RevocationFollower } from '../revocation-follower.js';
import type { ApiKeyRules } from './api-key-rules.js';

/**
 * An API key to create.
 *
 * @example
 * ```ts
 * const request: ApiKeyRequest = { name: 'nightly import', roles: ['EDITOR'], scopes: [], expiresAt: inNinetyDays };
 * ```
 */
export interface ApiKeyRequest {
  readonly name: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** At most 366 days from now. */
  readonly expiresAt: Date;
}

/**
 * A page of the API keys of all users, newest first.
 *
 * @example
 * ```ts
 * const page = await services.apiKeys.page({ first: 50, after: null });
 * const last = page.keys.at(-1);
 * const after = page.hasNextPage && last ? page.cursorOf(last) : null;
 * ```
 */
export interface ApiKeyPage {
  readonly keys: readonly ApiKey[];
  readonly cursorOf: (key: ApiKey) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * Creates, lists and revokes API keys.
 *
 * @example
 * ```ts
 * const { key, apiKey } = await services.apiKeys.create(viewer, viewer.id, request, origin);
 * ```
 */
export interface ApiKeyService {
  /**
   * @returns the key, which cannot be read again, and what is stored about it
   * @throws AppError BAD_USER_INPUT (`field`), FORBIDDEN if the owner lacks a role or scope, CONFLICT if the owner has too
   * many keys, or NOT_FOUND
   */
  create(
    actor: Actor,
    ownerId: string,
    request: ApiKeyRequest,
    origin: RequestOrigin,
  ): Promise<{ readonly key: string; readonly apiKey: ApiKey }>;
  /** Returns a user's keys, newest first, including those that ended in the last 30 days. */
  listOf(ownerId: string): Promise<ApiKey[]>;
  /** @throws AppError BAD_USER_INPUT for `first` outside 1 to 100 or a cursor that is not of this list */
  page(request: { readonly first: number | null; readonly after: string | null }): Promise<ApiKeyPage>;
  /**
   * Revokes a key and its access tokens. Has no further effect on a key that is already revoked.
   *
   * @param viewer null for the operator at the command line, who may revoke any key
   * @throws AppError NOT_FOUND if the key does not exist or the viewer may not revoke it
   */
  revoke(
    viewer: Pick<UserViewer, 'id' | 'roles'> | null,
    keyId: string,
    origin: RequestOrigin,
  ): Promise<ApiKey>;
}

export interface ApiKeyServiceOptions {
  readonly apiKeys: ApiKeyModel;
  readonly users: Pick<UserModel, 'findById'>;
  readonly rules: ApiKeyRules;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly hashKey: (key: string) => string;
  readonly events: SecurityEvents;
  readonly clock: Clock;
  /** Whether a viewer with these roles may revoke other users' keys. */
  readonly mayRevokeAny: (roles: readonly string[]) => boolean;
}

const maxKeysPerOwner = 50;
const maxLifetimeDays = 366;
const dayMs = 86_400_000;
const cursorKind = 'apiKeys';

export function createApiKeyService(options: ApiKeyServiceOptions): ApiKeyService {
  const { apiKeys, users, rules, revocations, hashKey, events, clock } = options;

  /** Counts after the insertion, so that parallel calls cannot exceed the limit together. */
  async function requireRoom({ id, ownerId }: ApiKey): Promise<void> {
    if ((await apiKeys.countActive(ownerId, clock())) <= maxKeysPerOwner) return;
    await apiKeys.remove(id);
    throw new AppError('CONFLICT', `A user can have at most ${maxKeysPerOwner} API keys. Revoke one first.`);
  }

  return {
    create: async (actor, ownerId, request, origin) => {
      const now = clock();
      const name = requireName(request.name);
      const expiresAt = requireExpiry(request.expiresAt, now);
      const roles = [...new Set(request.roles)];
      const scopes = [...new Set(request.scopes)];
      const owner = foundUser(await users.findById(requireObjectId(ownerId, 'userId')));
      await rules.requireGrantable({ roles, scopes }, owner);
      const id = apiKeys.newId();
      const key = createApiKeyText(id);
      const hash = hashKey(key);
      const record = { id, ownerId: owner.id, name, roles, scopes, hash, createdAt: now, expiresAt };
      const apiKey = await apiKeys.insert(record);
      await requireRoom(apiKey);
      await events.record({
        type: 'api_key_created',
        outcome: 'success',
        origin,
        ...usersOf(actor, owner.id),
        details: { keyId: id, name, roles, scopes, expiresAt: expiresAt.toISOString() },
      });
      return { key, apiKey };
    },

    listOf: (ownerId) => apiKeys.findAllOf(ownerId),

    page: async ({ first: wanted, after }) => {
      const first = requirePageSize(wanted);
      const beforeId = after === null ? null : decodeCursor(cursorKind, after);
      if (beforeId !== null && !isObjectId(beforeId)) throw invalidCursor();
      const found = await apiKeys.findPage({ limit: first + 1, beforeId });
      return {
        keys: found.slice(0, first),
        cursorOf: ({ id }) => encodeCursor(cursorKind, id),
        hasNextPage: found.length > first,
        hasPreviousPage: beforeId !== null,
      };
    },

    revoke: async (viewer, keyId, origin) => {
      const id = requireObjectId(keyId, 'id');
      const key = await apiKeys.findById(id);
      const mayRevoke = key && (!viewer || key.ownerId === viewer.id || options.mayRevokeAny(viewer.roles));
      if (!mayRevoke) throw keyNotFound();
      const revoked = await apiKeys.revoke(id, clock());
      if (!revoked) throw keyNotFound();
      // Also for a key that is already revoked, in case the call that revoked it failed half-way.
      await revocations.add([{ kind: 'session', sessionId: id }]);
      await events.record({
        type: 'api_key_revoked',
        outcome: 'success',
        origin,
        ...usersOf(viewer, key.ownerId),
        details: { keyId: id },
      });
      return revoked;
    },
  };
}

function keyNotFound(): AppError {
  return new AppError('NOT_FOUND', 'API key not found.', { field: 'id' });
}

function requireName(typed: string): string {
  const name = requireDisplayName(typed);
  if (name !== null) return name;
  throw new AppError('BAD_USER_INPUT', 'The name is empty. Say what the key is for.', { field: 'name' });
}

function requireExpiry(expiresAt: Date, now: Date): Date {
  const lifetimeDays = (expiresAt.getTime() - now.getTime()) / dayMs;
  if (lifetimeDays > 0 && lifetimeDays <= maxLifetimeDays) return expiresAt;
  const message = `expiresAt must be in the future, at most ${maxLifetimeDays} days from now.`;
  throw new AppError('BAD_USER_INPUT', message, { field: 'expiresAt' });
}
