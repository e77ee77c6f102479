import { AppError } from '../../errors/index.js';
import type { AccessTokens } from '../../identity/access-token.js';
import { readApiKeyId } from '../../identity/api-key.js';
import type { Clock } from '../../identity/clock.js';
import { isSameSecret } from '../../identity/is-same-secret.js';
import { networkOf } from '../../identity/network-of.js';
import type { ApiKey, ApiKeyModel, AttemptLimiter, User, UserModel } from '../../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../../observability/security-events.js';
import type { RefusedAttempts } from '../refused-attempts.js';
import type { ApiKeyRules } from './api-key-rules.js';

/**
 * A service's request for an access token (RFC 6749 §4.4).
 *
 * @example
 * ```ts
 * const request: ServiceTokenRequest = { clientId: apiKey.id, clientSecret: key, scopes: null };
 * ```
 */
export interface ServiceTokenRequest {
  /** The ID of the API key. */
  readonly clientId: string;
  /** The API key. */
  readonly clientSecret: string;
  /** The scopes that the token should have; null for all that the key grants. */
  readonly scopes: readonly string[] | null;
}

/**
 * An access token for a service.
 *
 * @example
 * ```ts
 * const { accessToken, lifetimeSeconds }: ServiceToken = await services.apiKeys.exchange(request, origin);
 * ```
 */
export interface ServiceToken {
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
  readonly scopes: readonly string[];
}

/**
 * Exchanges an API key for an access token.
 *
 * @example
 * ```ts
 * const { accessToken } = await services.apiKeys.exchange({ clientId, clientSecret, scopes: ['orders:read'] }, origin);
 * ```
 */
export interface ApiKeyExchange {
  /**
   * @throws AppError INVALID_CREDENTIALS if the key is not valid, BAD_USER_INPUT (`field`: scope) if it does not grant a
   * requested scope, RATE_LIMITED
   */
  exchange(request: ServiceTokenRequest, origin: RequestOrigin): Promise<ServiceToken>;
}

export interface ApiKeyExchangeOptions {
  readonly apiKeys: Pick<ApiKeyModel, 'findWithHash' | 'recordUse'>;
  readonly users: Pick<UserModel, 'findById'>;
  readonly rules: Pick<ApiKeyRules, 'currentGrants'>;
  readonly accessTokens: Pick<AccessTokens, 'sign'>;
  readonly hashKey: (key: string) => string;
  /** With other secrets that are accepted. */
  readonly otherHashes: readonly ((key: string) => string)[];
  /** Counts attempts per network. */
  readonly perAddress: AttemptLimiter;
  /** Counts exchanges per key, once the key is known to be valid: others cannot use them up. */
  readonly perKey: AttemptLimiter;
  readonly refused: RefusedAttempts;
  readonly events: SecurityEvents;
  readonly clock: Clock;
}

interface ValidKey {
  readonly key: ApiKey;
  readonly owner: User;
}

const recordUseAfterMs = 60_000;

export function createApiKeyExchange(options: ApiKeyExchangeOptions): ApiKeyExchange {
  const { apiKeys, users, rules, accessTokens, hashKey, otherHashes, perAddress, perKey, events, clock } =
    options;

  async function count(limiter: AttemptLimiter, key: string, account: string, origin: RequestOrigin) {
    const retryAfter = await limiter.reserve(key);
    if (retryAfter === null) return;
    options.refused.add({ type: 'api_key_exchanged', account, origin }, networkOf(origin.ipAddress));
    throw new AppError('RATE_LIMITED', `Too many requests. Try again in ${retryAfter} seconds.`, {
      retryAfter,
    });
  }

  /** @throws AppError INVALID_CREDENTIALS, the same whatever is wrong */
  async function requireValid(request: ServiceTokenRequest, origin: RequestOrigin): Promise<ValidKey> {
    const { clientId, clientSecret } = request;
    const id = readApiKeyId(clientSecret);
    if (id === null || id !== clientId) {
      events.note({ type: 'api_key_exchanged', outcome: 'malformed', origin });
      throw invalidClient();
    }
    const stored = await apiKeys.findWithHash(id);
    const isGenuine =
      stored !== null &&
      [hashKey, ...otherHashes].some((hash) => isSameSecret(hash(clientSecret), stored.hash));
    const owner = isGenuine ? await users.findById(stored.key.ownerId) : null;
    const outcome = !stored
      ? 'unknown_key'
      : !isGenuine
        ? 'wrong_secret'
        : refusalOf(stored.key, owner, clock());
    if (stored && owner && outcome === null) return { key: stored.key, owner };
    await events.record({
      type: 'api_key_exchanged',
      outcome: outcome ?? 'unknown_owner',
      origin,
      ...(stored ? { targetUserId: stored.key.ownerId } : {}),
      details: { keyId: id },
    });
    throw invalidClient();
  }

  /** Also stores the hash with the current secret, so that an earlier one can be removed. */
  async function recordUse({ id, lastUsedAt }: ApiKey, hash: string): Promise<void> {
    const now = clock();
    const notSince = new Date(now.getTime() - recordUseAfterMs);
    if (lastUsedAt === null || lastUsedAt < notSince) await apiKeys.recordUse(id, { now, notSince, hash });
  }

  return {
    exchange: async (request, origin) => {
      await count(perAddress, networkOf(origin.ipAddress), request.clientId, origin);
      const { key, owner } = await requireValid(request, origin);
      await count(perKey, key.id, key.id, origin);
      const granted = await rules.currentGrants(key, owner);
      const scopes = requireGranted(request.scopes, granted.scopes);
      const { token, lifetimeSeconds } = accessTokens.sign({
        userId: key.id,
        sessionId: key.id,
        roles: granted.roles,
        version: owner.version,
        authTime: null,
        amr: [],
        sessionEndsAt: key.expiresAt,
        granted: { scopes },
      });
      await recordUse(key, hashKey(request.clientSecret));
      await events.record({
        type: 'api_key_exchanged',
        outcome: 'success',
        origin,
        userId: key.id,
        targetUserId: owner.id,
        details: { keyId: key.id, roles: granted.roles, scopes },
      });
      return { accessToken: token, lifetimeSeconds, scopes };
    },
  };
}

/** Returns why a genuine key is not valid, or null. */
function refusalOf(key: ApiKey, owner: User | null, now: Date): string | null {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt <= now) return 'expired';
  if (owner === null) return 'unknown_owner';
  return owner.disabled ? 'owner_disabled' : null;
}

function requireGranted(wanted: readonly string[] | null, granted: readonly string[]): readonly string[] {
  if (wanted === null) return granted;
  const missing = wanted.find((scope) => !granted.includes(scope));
  if (missing === undefined) return [...new Set(wanted)];
  throw new AppError('BAD_USER_INPUT', 'The key does not grant every requested scope. Request fewer.', {
    field: 'scope',
  });
}

function invalidClient(): AppError {
  return new AppError(
    'INVALID_CREDENTIALS',
    'Invalid client: client_id must be the ID of an API key, and client_secret the key. It may have expired or been revoked.',
  );
}
