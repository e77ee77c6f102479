import { ConfigError, type TrustedIssuer } from '../config/index.js';
import type { TrustedTokenIssuer, TrustedTokens } from '../identity/authenticate.js';
import type { Clock } from '../identity/clock.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { createMatchedAccounts, type MatchedAccountsOptions } from './matched-accounts.js';
import { partOf } from './peek.js';
import { createRemoteKeys, type RemoteKeyTimes } from './remote-keys.js';
import { createTrustedTokenIssuer } from './trusted-token-issuer.js';

export type { RemoteKeyTimes } from './remote-keys.js';
export { trustedId } from './trusted-id.js';

export interface TrustedTokensOptions extends MatchedAccountsOptions {
  readonly issuers: readonly TrustedIssuer[];
  readonly clock: Clock;
  readonly databaseClock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'recordKeyFetch'>;
  readonly keyTimes?: Partial<RemoteKeyTimes> | undefined;
}

/** Accepts the tokens of other issuers. Returns null if there are none. */
export function createTrustedTokens(options: TrustedTokensOptions): TrustedTokens | null {
  const { issuers, keyTimes: times } = options;
  if (issuers.length === 0) return null;
  const accounts = createMatchedAccounts(options);
  const byIssuer = new Map<unknown, TrustedTokenIssuer>(
    issuers.map((issuer) => [
      issuer.issuer,
      createTrustedTokenIssuer({
        ...options,
        issuer,
        keys: createRemoteKeys({ ...options, issuer, times }),
        accounts: issuer.matchBy === null ? null : accounts,
      }),
    ]),
  );
  return { issuerOf: (token) => byIssuer.get(partOf(token, 1)?.iss) ?? null };
}

/**
 * Checks that the roles that issuers grant exist.
 *
 * @throws ConfigError listing every unknown role
 */
export function requireKnownRoles(issuers: readonly TrustedIssuer[], roleNames: readonly string[]): void {
  const unknown = issuers.flatMap(({ issuer, roles }) =>
    [...roles.values()].flat().flatMap((role) => (roleNames.includes(role) ? [] : [{ issuer, role }])),
  );
  if (unknown.length === 0) return;
  throw new ConfigError(
    unknown.map(
      ({ issuer, role }) =>
        `TRUSTED_ISSUERS: ${issuer} grants ${role}, which is not a role of the schema. Use one of ${roleNames.join(', ')}.`,
    ),
  );
}
