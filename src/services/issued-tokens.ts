import { AppError } from '../errors/index.js';
import { type Clock, epochSeconds } from '../identity/clock.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { Actor } from './actor.js';
import type { RevocationFollower } from './revocation-follower.js';
import type { SessionService } from './sessions.js';

/**
 * The access tokens to revoke: one, or all of a subject that were issued before now.
 *
 * @example
 * ```ts
 * const all: TokenSelection = { issuer: 'https://id.example.com', tokenId: null, subject: 'auth0|5f7c' };
 * ```
 */
export interface TokenSelection {
  /** The issuer's URL or name; null for this server's own tokens. */
  readonly issuer: string | null;
  /** The claim `jti`. */
  readonly tokenId: string | null;
  /** The claim `sub`, or what the issuer's `claims.id` names. */
  readonly subject: string | null;
}

/**
 * Revokes access tokens, of this server or of a trusted issuer.
 *
 * @example
 * ```ts
 * await services.tokens.revoke(viewer, { issuer: null, tokenId, subject: null }, origin);
 * ```
 */
export interface TokenService {
  /**
   * Takes effect on every instance within a second.
   *
   * @throws AppError BAD_USER_INPUT for an unknown issuer, or unless exactly one of token and subject is given;
   * NOT_FOUND for an unknown user of this server
   */
  revoke(actor: Actor, selection: TokenSelection, origin: RequestOrigin): Promise<void>;
}

/** A trusted issuer, and how it marks its IDs. */
export interface KnownIssuer {
  readonly issuer: string;
  readonly name: string;
  readonly idOf: (id: string) => string;
}

export interface TokenServiceOptions {
  readonly issuers: readonly KnownIssuer[];
  readonly ownIssuer: string;
  readonly sessions: Pick<SessionService, 'revokeToken' | 'refreshClaims'>;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  /** The clock by which revocations expire. All instances share it. */
  readonly databaseClock: Clock;
  readonly events: SecurityEvents;
}

const maxIdLength = 256;

export function createTokenService(options: TokenServiceOptions): TokenService {
  const { issuers, ownIssuer, sessions, revocations, databaseClock, events } = options;

  function trustedIssuer(wanted: string): KnownIssuer {
    const found = issuers.find(({ issuer, name }) => issuer === wanted || name === wanted);
    if (found) return found;
    const known = [ownIssuer, ...issuers.map(({ name }) => name)].join(', ');
    throw invalid(
      'issuer',
      `issuer must be a trusted issuer: ${known}. Leave it out for this server's own tokens.`,
    );
  }

  async function revokeOwn({ kind, id }: Selected, origin: RequestOrigin, actor: Actor): Promise<void> {
    await (kind === 'token' ? sessions.revokeToken(id, origin, actor) : sessions.refreshClaims(id));
  }

  /** A token's version is when it was issued: those of this second or earlier are revoked. */
  async function revokeTrusted({ kind, id }: Selected, { idOf }: KnownIssuer): Promise<void> {
    await revocations.add([
      kind === 'token'
        ? { kind, tokenId: idOf(id) }
        : { kind: 'user', userId: idOf(id), minVersion: epochSeconds(databaseClock()) + 1 },
    ]);
  }

  return {
    revoke: async (actor, { issuer, ...selection }, origin) => {
      const selected = requireOne(selection);
      const trusted = issuer === null || issuer === ownIssuer ? null : trustedIssuer(issuer);
      if (trusted) await revokeTrusted(selected, trusted);
      else await revokeOwn(selected, origin, actor);
      // Revoking one of the server's own tokens has recorded it.
      if (!trusted && selected.kind === 'token') return;
      const { kind, id } = selected;
      await events.record({
        type: 'token_revoked',
        outcome: 'success',
        origin,
        ...(actor ? { userId: actor.id } : {}),
        ...(kind === 'subject' ? { targetUserId: trusted ? trusted.idOf(id) : id } : {}),
        details: {
          issuer: trusted?.issuer ?? ownIssuer,
          ...(kind === 'token' ? { tokenId: id } : { subject: id }),
        },
      });
    },
  };
}

interface Selected {
  readonly kind: 'token' | 'subject';
  readonly id: string;
}

function requireOne({ tokenId, subject }: Omit<TokenSelection, 'issuer'>): Selected {
  if ((tokenId === null) === (subject === null))
    throw invalid('tokenId', 'Give either tokenId or subject: one token, or all tokens of a subject.');
  const selected: Selected =
    subject === null ? { kind: 'token', id: tokenId ?? '' } : { kind: 'subject', id: subject };
  if (selected.id !== '' && selected.id.length <= maxIdLength) return selected;
  const field = selected.kind === 'token' ? 'tokenId' : 'subject';
  throw invalid(field, `${field} must have 1 to ${maxIdLength} characters.`);
}

function invalid(field: string, message: string): AppError {
  return new AppError('BAD_USER_INPUT', message, { field });
}
