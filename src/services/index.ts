import type { AccessTokens } from '../identity/access-token.js';
import type { Clock } from '../identity/clock.js';
import type { GrantedClaims } from '../identity/granted-claims.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import { createTextSealer } from '../identity/sealed-text.js';
import type { WorkQueue } from '../identity/work-queue.js';
import { accountTokenPurposes, type AttemptLimiter, type Models, type User } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { type AccountAdministration, createAccountAdministration } from './account-administration.js';
import { createAccountTokens } from './account-tokens.js';
import { type AccountService, createAccountService } from './accounts.js';
import { createAddressAttempts } from './address-attempts.js';
import type { ApiKeyExchange } from './api-keys/api-key-exchange.js';
import type { ApiKeyService } from './api-keys/api-key-service.js';
import { createApiKeys } from './api-keys/api-keys.js';
import { type AuditService, createAuditService } from './audit/audit-service.js';
import { createConfirmedRegistration } from './confirmed-registration.js';
import { createCurrentPassword } from './current-password.js';
import { createDeletionService, type DeletionService } from './deletions.js';
import { type AddressService, createEmailAddresses } from './email-addresses.js';
import type { Hooks } from './hooks.js';
import { createTokenService, type KnownIssuer, type TokenService } from './issued-tokens.js';
import { createLastAdmin } from './last-admin.js';
import type { MailOutbox, MailService } from './mail-outbox.js';
import { createModuleMail } from './module-mail.js';
import { createPasswordRecovery, type RecoveryService } from './password-recovery.js';
import { createTokenReader } from './presented-token.js';
import { createProfileService, type ProfileService } from './profiles.js';
import { createRefusedAttempts } from './refused-attempts.js';
import type { RevocationFollower } from './revocation-follower.js';
import { createSecondFactorCheck } from './second-factor-check.js';
import { createChangeWithNotice } from './second-factor-notices.js';
import { createSecondFactorService, type SecondFactorService } from './second-factors.js';
import { createSessionEndings } from './session-endings.js';
import { createSessionTokens } from './session-tokens.js';
import { createSessionService, type SessionService } from './sessions.js';
import { createSignInAttempts } from './sign-in-attempts.js';
import { createSignInRecorder } from './sign-in-recorder.js';
import { createUserService, type UserService } from './users.js';

export {
  type ApiKey,
  type AuditDetail,
  type AuditEvent,
  type AuditHead,
  isUserColumn,
  type OutboxStatus,
  type Session,
  type User,
  type UserFieldDefinition,
  type UserFieldDefinitions,
  userFieldProblem,
  type UserFieldsOf,
  type UserFieldValues,
} from '../models/index.js';
export type { AccountAdministration } from './account-administration.js';
export type { AccountService } from './accounts.js';
export type { Actor } from './actor.js';
export type { ApiKeyExchange, ServiceToken, ServiceTokenRequest } from './api-keys/api-key-exchange.js';
export type { ApiKeyPage, ApiKeyRequest, ApiKeyService } from './api-keys/api-key-service.js';
export type { AuditPage, AuditPageRequest, AuditPeriod, AuditService } from './audit/audit-service.js';
export { openAuditTrail } from './audit/audit-trail.js';
export type { AuditVerification } from './audit/verify-trail.js';
export type { Credentials, FreshCredentials } from './credentials.js';
export type { DeletionService } from './deletions.js';
export type { AddressService, EmailChange } from './email-addresses.js';
export { type AdminCredentials, createFirstAdmin, type FirstAdmin } from './first-admin.js';
export type { Hooks, Logout, Registration } from './hooks.js';
export type { KnownIssuer, TokenSelection, TokenService } from './issued-tokens.js';
export {
  createMailOutbox,
  type Delivery,
  type DeliveryCondition,
  type MailContent,
  type MailKind,
  mailKinds,
  type MailOutbox,
  type MailService,
  type OutboxMail,
} from './mail-outbox.js';
export type { ModuleMail } from './module-mail.js';
export type { RecoveryService } from './password-recovery.js';
export type { ProfileChange, ProfileService } from './profiles.js';
export { resumeDeletions } from './resume-deletions.js';
export type { RevocationFeed, RevocationPage } from './revocation-feed.js';
export { followRevocations, type RevocationFollower } from './revocation-follower.js';
export type { Enrolment, SecondFactorProof, SecondFactorService } from './second-factors.js';
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
  readonly tokens: TokenService;
  readonly profiles: ProfileService;
  readonly deletions: DeletionService;
  readonly secondFactors: SecondFactorService;
  readonly apiKeys: ApiKeyService & ApiKeyExchange;
  readonly administration: AccountAdministration;
  readonly audit: AuditService;
  readonly recovery: RecoveryService;
  readonly addresses: AddressService;
  readonly mail: MailService;
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
  /** Counts attempts to exchange an API key, per network. */
  readonly keyExchanges: AttemptLimiter;
  /** Counts exchanges per API key. */
  readonly perKey: AttemptLimiter;
}

export interface ServicesOptions {
  readonly models: Models;
  readonly limiters: AttemptLimiters;
  readonly revocations: Pick<RevocationFollower, 'add' | 'databaseClock'>;
  /** The issuers whose tokens are accepted besides the server's own. */
  readonly knownIssuers: readonly KnownIssuer[];
  readonly accessTokens: AccessTokens;
  /** What modules add to the access tokens of a user. */
  readonly claimsOf: (user: User) => Promise<GrantedClaims>;
  /** What modules do before and after events of accounts. */
  readonly hooks: Hooks;
  readonly refreshSecret: Buffer;
  /** Earlier and coming values of the secret, which are accepted. */
  readonly otherRefreshSecrets: readonly Buffer[];
  readonly issuer: string;
  readonly passwords: PasswordHasher;
  /** Limits how many operations that hash a password run and wait. */
  readonly signInQueue: WorkQueue;
  readonly events: SecurityEvents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registration: 'open' | 'closed';
  readonly emailVerification: 'off' | 'required';
  readonly outbox: MailOutbox;
  /** Removes the mails of a user that were written to files. */
  readonly removeWrittenMails: (userId: string) => Promise<void>;
  readonly metrics: Pick<Metrics, 'recordSecondFactor'>;
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
  readonly refreshGraceSeconds: number;
  readonly sessionsPerUser?: number | undefined;
  readonly defaultRoles: readonly string[];
  readonly auditRetentionDays: number;
  readonly adminRole: string;
  /** `adminRole` and every role that inherits it. */
  readonly adminRoles: readonly string[];
  /** The role itself and every role that inherits it; empty for a role that does not exist. */
  readonly rolesIncluding: (role: string) => readonly string[];
}

const defaultSessionsPerUser = 100;

export function createServices(options: ServicesOptions): Services {
  const { models, limiters, revocations, accessTokens, refreshSecret, otherRefreshSecrets, passwords } =
    options;
  const { signInQueue: queue } = options;
  const { events, hooks, clock, log, adminRole, adminRoles } = options;
  const isAdmin = (roles: readonly string[]) => roles.some((role) => adminRoles.includes(role));
  const readToken = createTokenReader({
    sessions: models.sessions,
    refreshSecrets: [refreshSecret, ...otherRefreshSecrets],
    clock,
    graceSeconds: options.refreshGraceSeconds,
  });
  const endings = createSessionEndings({
    sessions: models.sessions,
    apiKeys: models.apiKeys,
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
    hooks,
    readToken,
    endings,
    revocations,
    repeats: createAddressAttempts(limiters.repeatedLogouts),
    mayEndAnySession: isAdmin,
  });
  const signIns = createSignInRecorder(models.users, models.sessions, endings, log);
  const refused = createRefusedAttempts(events, refreshSecret);
  const attempts = createSignInAttempts({
    perAccount: limiters.perAccount,
    perAddress: limiters.perAddress,
    refused,
    queue,
    secret: refreshSecret,
    otherSecrets: otherRefreshSecrets,
  });
  const { outbox } = options;
  const currentPassword = createCurrentPassword({ users: models.users, passwords, events });
  const byMail = {
    users: models.users,
    tokenModel: models.accountTokens,
    tokens: createAccountTokens(models.accountTokens, models.users, clock),
    outbox,
    passwords,
    currentPassword,
    endings,
    attempts,
    events,
    hooks,
  };
  const sealer = createTextSealer(refreshSecret, 'graphward second factor', otherRefreshSecrets);
  const secondFactors = models.secondFactors;
  const changeWithNotice = createChangeWithNotice(outbox);
  const secondFactor = createSecondFactorCheck({
    secondFactors,
    sealer,
    attempts,
    changeWithNotice,
    events,
    metrics: options.metrics,
    clock,
  });
  const accounts = createAccountService({
    secondFactor,
    users: models.users,
    tokens,
    mailTokens: byMail.tokens,
    endings,
    passwords,
    currentPassword,
    attempts,
    queue,
    signIns,
    events,
    hooks,
    clock,
    registration: options.registration,
    confirmRegistration:
      options.emailVerification === 'required' ? createConfirmedRegistration(byMail) : null,
    defaultRoles: options.defaultRoles,
  });
  const lastAdmin = createLastAdmin({ users: models.users, adminRole, adminRoles });
  const users = createUserService({ users: models.users, endings, events, lastAdmin });
  const audit = createAuditService({
    audit: models.audit,
    secret: refreshSecret,
    otherSecrets: otherRefreshSecrets,
    retentionDays: options.auditRetentionDays,
    clock,
  });
  const profiles = createProfileService({
    users: models.users,
    sessions: models.sessions,
    apiKeys: models.apiKeys,
    audit,
    events,
  });
  const deletions = createDeletionService({
    users: models.users,
    sessions: models.sessions,
    endings,
    lastAdmin,
    currentPassword,
    attempts,
    hooks,
    erase: async ({ id, email }) => {
      await models.accountTokens.removeAllOf(id, accountTokenPurposes);
      await models.mailOutbox.removeAllOf(id);
      await models.apiKeys.deleteAllOf(id);
      await options.removeWrittenMails(id);
      await attempts.forget([id, email]);
    },
    events,
    clock,
  });
  const stop = async () => {
    refused.flush();
    await signIns.stop();
  };
  return {
    accounts,
    users,
    sessions,
    tokens: createTokenService({
      issuers: options.knownIssuers,
      ownIssuer: options.issuer,
      sessions,
      revocations,
      databaseClock: revocations.databaseClock,
      events,
    }),
    profiles,
    deletions,
    secondFactors: createSecondFactorService({
      secondFactors,
      check: secondFactor,
      sealer,
      currentPassword,
      attempts,
      changeWithNotice,
      events,
      clock,
      issuer: options.issuer,
    }),
    apiKeys: createApiKeys({
      ...options,
      apiKeys: models.apiKeys,
      users: models.users,
      isAdmin,
      perAddress: limiters.keyExchanges,
      perKey: limiters.perKey,
      refused,
      secret: refreshSecret,
      otherSecrets: otherRefreshSecrets,
    }),
    administration: createAccountAdministration({
      users: models.users,
      secondFactors,
      changeWithNotice,
      endings,
      passwords,
      attempts,
      events,
    }),
    audit,
    recovery: createPasswordRecovery(byMail),
    addresses: createEmailAddresses(byMail),
    mail: {
      send: createModuleMail(models.users, outbox),
      list: () => outbox.list(),
      retry: (id) => outbox.retry(id),
    },
    stop,
  };
}
