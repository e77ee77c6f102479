import type { AccessTokens } from '../../identity/access-token.js';
import type { Clock } from '../../identity/clock.js';
import type { GrantedClaims } from '../../identity/granted-claims.js';
import { createKeyedHash } from '../../identity/keyed-hash.js';
import type { ApiKeyModel, AttemptLimiter, User, UserModel } from '../../models/index.js';
import type { SecurityEvents } from '../../observability/security-events.js';
import type { RefusedAttempts } from '../refused-attempts.js';
import type { RevocationFollower } from '../revocation-follower.js';
import { type ApiKeyExchange, createApiKeyExchange } from './api-key-exchange.js';
import { createApiKeyRules } from './api-key-rules.js';
import { type ApiKeyService, createApiKeyService } from './api-key-service.js';

export interface ApiKeysOptions {
  readonly apiKeys: ApiKeyModel;
  readonly users: Pick<UserModel, 'findById'>;
  readonly accessTokens: Pick<AccessTokens, 'sign'>;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly claimsOf: (user: User) => Promise<GrantedClaims>;
  readonly perAddress: AttemptLimiter;
  readonly perKey: AttemptLimiter;
  readonly refused: RefusedAttempts;
  readonly events: SecurityEvents;
  readonly clock: Clock;
  /** The server's secret, with which keys are hashed. */
  readonly secret: Buffer;
  /** Other values of the secret, with which keys may still be hashed. */
  readonly otherSecrets: readonly Buffer[];
  /** Whether a user with these roles is an administrator. */
  readonly isAdmin: (roles: readonly string[]) => boolean;
  readonly rolesIncluding: (role: string) => readonly string[];
}

const purpose = 'graphward api keys';

/** Everything about API keys, which share their rules and the hash under which they are stored. */
export function createApiKeys(options: ApiKeysOptions): ApiKeyService & ApiKeyExchange {
  const { isAdmin, rolesIncluding, claimsOf } = options;
  const shared = {
    ...options,
    rules: createApiKeyRules({
      isAdmin,
      rolesIncluding,
      scopesOf: async (user) => (await claimsOf(user)).scopes ?? [],
    }),
    hashKey: createKeyedHash(options.secret, purpose),
    otherHashes: options.otherSecrets.map((secret) => createKeyedHash(secret, purpose)),
    mayRevokeAny: isAdmin,
  };
  return { ...createApiKeyService(shared), ...createApiKeyExchange(shared) };
}
