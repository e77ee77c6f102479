import type { AccessTokens } from '../identity/access-token.js';
import type { Clock } from '../identity/clock.js';
import type { GrantedClaims } from '../identity/granted-claims.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import type { WorkQueue } from '../identity/work-queue.js';
import type { AttemptLimiter, Models, User } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { type AccountService, createAccountService } from './accounts.js';
import { createAddressAttempts } from './address-attempts.js';
import { type AuditService, createAuditService } from './audit/audit-service.js';
import { createTokenReader } from './presented-token.js';
import { createRefusedAttempts } from './refused-attempts.js';
import type { RevocationFollower } from './revocation-follower.js';
import { createSessionEndings } from './session-endings.js';
import { createSessionTokens } from './session-tokens.js';
import { createSessionService, type SessionService } from './sessions.js';
import { createSignInAttempts } from './sign-in-attempts.js';
import { createSignInRecorder } from './sign-in-recorder.js';
import { createUserService, type UserService } from './users.js';

export type { AuditDetail, AuditEvent, AuditHead, Session, User } from '../models/index.js';
export type { AccountService } from './accounts.js';
export type { AuditPage, AuditPageRequest, AuditPeriod, AuditService } from './audit/audit-service.js';
export { openAuditTrail } from './audit/audit-trail.js';
export type { AuditVerification } from './audit/verify-trail.js';
export type { Credentials, FreshCredentials } from './credentials.js';
export { type AdminCredentials, createFirstAdmin, type FirstAdmin } from './first-admin.js';
export { followRevocations, type RevocationFollower } from './revocation-follower.js';
export { isPermanentRejection } from './session-tokens.js';
export type { SessionService } from './sessions.js';
export type { UserPage, UserService } from './users.js';

/**
 * The services that resolvers call. They enforce the rules of the domain.
 *
 * @example
 * ```ts
 * const alice = await app.services.users.findByEmail('alice@example.com');
 * if (alice) console.log(await app.services.sessions.listOf(alice));
 * ```
 */
export interface Services {
  readonly accounts: AccountService;
  readonly users: UserService;
  readonly sessions: SessionService;
  readonly audit: AuditService;
  /** Completes the work that continues after a response. */
  stop(): Promise<void>;
}

/** The limiters of repeated attempts. All instances share their counts. */
export interface AttemptLimiters {
  /** Counts sign-in attempts per account and network. */
  readonly perAccount: AttemptLimiter;
  /** Counts sign-in attempts per network. */
  readonly perAddress: AttemptLimiter;
  /** Counts logouts that repeat an earlier one, per network. */
  readonly repeatedLogouts: AttemptLimiter;
}

export interface ServicesOptions {
  readonly models: Models;
  readonly limiters: AttemptLimiters;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly accessTokens: AccessTokens;
  /** What modules add to the access tokens of a user. */
  readonly claimsOf: (user: User) => Promise<GrantedClaims>;
  readonly refreshSecret: Buffer;
  readonly passwords: PasswordHasher;
  /** Limits how many operations that hash a password run and wait. */
  readonly signInQueue: WorkQueue;
  readonly events: SecurityEvents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registration: 'open' | 'closed';
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
  readonly refreshGraceSeconds: number;
  readonly sessionsPerUser?: number | undefined;
  readonly defaultRoles: readonly string[];
  readonly auditRetentionDays: number;
  readonly adminRole: string;
  /** `adminRole` and every role that inherits it. */
  readonly adminRoles: readonly string[];
}

const defaultSessionsPerUser = 100;

export function createServices(options: ServicesOptions): Services {
  const { models, limiters, revocations, accessTokens, refreshSecret, passwords } = options;
  const { signInQueue: queue } = options;
  const { events, clock, log, adminRole, adminRoles } = options;
  const readToken = createTokenReader({
    sessions: models.sessions,
    refreshSecret,
    clock,
    graceSeconds: options.refreshGraceSeconds,
  });
  const endings = createSessionEndings({
    sessions: models.sessions,
    revocations,
    clock,
    events,
    sessionsPerUser: options.sessionsPerUser ?? defaultSessionsPerUser,
  });
  const tokens = createSessionTokens({
    sessions: models.sessions,
    accessTokens,
    claimsOf: options.claimsOf,
    refreshSecret,
    clock,
    idleTtlSeconds: options.refreshIdleTtlSeconds,
    absoluteTtlSeconds: options.refreshAbsoluteTtlSeconds,
    events,
    readToken,
    endings,
  });
  const sessions = createSessionService({
    sessions: models.sessions,
    users: models.users,
    clock,
    events,
    readToken,
    endings,
    revocations,
    repeats: createAddressAttempts(limiters.repeatedLogouts),
    mayEndAnySession: (roles) => roles.some((role) => adminRoles.includes(role)),
  });
  const signIns = createSignInRecorder(models.users, endings, log);
  const refused = createRefusedAttempts(events, refreshSecret);
  const accounts = createAccountService({
    users: models.users,
    tokens,
    endings,
    passwords,
    attempts: createSignInAttempts({
      perAccount: limiters.perAccount,
      perAddress: limiters.perAddress,
      refused,
      queue,
      secret: refreshSecret,
    }),
    queue,
    signIns,
    events,
    clock,
    registration: options.registration,
    defaultRoles: options.defaultRoles,
  });
  const users = createUserService({ users: models.users, endings, events, adminRole, adminRoles });
  const audit = createAuditService({
    audit: models.audit,
    secret: refreshSecret,
    retentionDays: options.auditRetentionDays,
    clock,
  });
  const stop = async () => {
    refused.flush();
    await signIns.stop();
  };
  return { accounts, users, sessions, audit, stop };
}
