import type { CommandStartedEvent } from 'mongodb';
import type { ClosingList } from './closing-list.js';
import { type Config, resolveLocalSecrets, type Secrets } from './config/index.js';
import type { SigningSecret } from './config/secrets.js';
import { findRunningEmbeddedMongodb, startEmbeddedMongodb } from './embedded-mongodb/index.js';
import { type AuthorizedSchema, authorizeSchema } from './graphql/schema.js';
import { createAccessTokens } from './identity/access-token.js';
import { type Authenticator, createAuthenticator } from './identity/authenticate.js';
import { type Clock } from './identity/clock.js';
import { createKeyring, createSharedKey, type Keyring, parsePrivateKey } from './identity/keyring.js';
import {
  completeHashingOptions,
  createPasswordHasher,
  type PasswordHasherOptions,
} from './identity/password-hasher.js';
import { createWorkQueue, type WorkQueue } from './identity/work-queue.js';
import { followKeyFolder } from './key-folder/index.js';
import {
  chooseMailTarget,
  type DeliveryTimes,
  type MailDelivery,
  removeWrittenMails,
  startMail,
} from './mail/index.js';
import {
  connectDatabase,
  createAttemptLimiter,
  createIndexes,
  createModels,
  createUserFields,
  type Database,
  type DatabaseOptions,
  isUnavailable,
  type UserFields,
} from './models/index.js';
import {
  claimsReader,
  composeHooks,
  type GraphwardModule,
  mailTemplatesOf,
  userFieldsOf,
} from './modules/index.js';
import type { Logger } from './observability/logger.js';
import { createMetrics, type Metrics } from './observability/metrics.js';
import { createSecurityEvents, type SecurityEvents } from './observability/security-events.js';
import { createTokenRefusals } from './observability/token-refusals.js';
import {
  type AttemptLimiters,
  createFirstAdmin,
  createMailOutbox,
  createServices,
  type FirstAdmin,
  followRevocations,
  type Hooks,
  openAuditTrail,
  type RevocationFollower,
  type Services,
} from './services/index.js';
import {
  createTrustedTokens,
  type RemoteKeyTimes,
  requireKnownRoles,
  trustedId,
} from './trusted-issuers/index.js';

/** Everything below the API: the policy, the database, identity and the services. */
export interface Backend {
  readonly policy: AuthorizedSchema;
  readonly metrics: Metrics;
  readonly events: SecurityEvents;
  readonly services: Services;
  readonly hooks: Hooks;
  readonly authenticator: Authenticator;
  readonly keyring: Keyring;
  /** Reads the key folder immediately. */
  readonly reloadKeys: () => void;
  readonly database: Database;
  readonly revocations: RevocationFollower;
  readonly firstAdmin: FirstAdmin;
  /** Starts sending mails. Returns null if mail is off. */
  readonly startMail: (times?: Partial<DeliveryTimes>) => MailDelivery | null;
}

export interface BackendOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly clock: Clock;
  readonly modules: readonly GraphwardModule[];
  /** The log for security events; `log` by default. */
  readonly eventLog?: Logger;
  /** Registers a component to close at the end, in the order of opening. */
  readonly onClose: ClosingList['add'];
  /** Whether to use the embedded database of a server that runs on the same data folder, if there is one. */
  readonly sharesEmbedded?: boolean;
  /** The URI of an embedded database that another process runs. */
  readonly embeddedUri?: string | undefined;
  /** Maximum number of sessions per user, 100 by default. A new session beyond it ends the oldest one. */
  readonly sessionsPerUser?: number | undefined;
  readonly passwordHashing?: PasswordHasherOptions | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** When the keys of trusted issuers are fetched. */
  readonly keyTimes?: Partial<RemoteKeyTimes> | undefined;
  readonly onCommand?: ((event: CommandStartedEvent) => void) | undefined;
}

export const adminRole = 'ADMIN';
const defaultRoles = ['USER'];

export async function openBackend(options: BackendOptions): Promise<Backend> {
  const { config, log, clock, modules, onClose } = options;
  const { introspection } = config;
  const policy = authorizeSchema({ modules, introspection, clock, log });
  const metrics = createMetrics();
  requireKnownRoles(config.trustedIssuers, policy.roleNames);
  const adminRoles = policy.rolesIncluding(adminRole);
  const userFields = createUserFields(userFieldsOf(modules));
  const { database, isEmbedded } = await openStorage(options, userFields);
  const secrets = resolveLocalSecrets(options.secrets, config.dataDir);
  const { keyring, reloadKeys } = openKeyring(secrets.signing, { ...options, metrics });
  const models = createModels(database, userFields);
  const trail = await openAuditTrail({ audit: models.audit, secret: secrets.refresh, clock, metrics, log });
  onClose('audit trail', () => trail.close());
  const events = createSecurityEvents(options.eventLog ?? log, metrics, trail);
  const revocations = await followRevocations({
    revocations: models.revocations,
    clock,
    log,
    metrics,
    accessTokenTtlSeconds: Math.max(
      config.accessTokenTtlSeconds,
      ...config.trustedIssuers.map(({ maxAgeSeconds }) => maxAgeSeconds),
    ),
    withFeed: Boolean(options.secrets.revocations),
  });
  onClose('revocation polling', () => revocations.stop());
  const accessTokens = createAccessTokens({
    keyring,
    issuer: config.issuer,
    audience: config.audience,
    ttlSeconds: config.accessTokenTtlSeconds,
    clock,
    databaseClock: revocations.databaseClock,
  });
  const mailTarget = chooseMailTarget(secrets.smtp, config, isEmbedded);
  const outbox = createMailOutbox({
    model: models.mailOutbox,
    secret: secrets.refresh,
    otherSecrets: secrets.otherRefresh,
    clock,
    enabled: mailTarget.kind !== 'off',
  });
  const hashing = completeHashingOptions(options.passwordHashing ?? {}, config.workers);
  const hooks = composeHooks(modules, { services: () => services, log, isUnavailable });
  const services: Services = createServices({
    ...config,
    hooks,
    claimsOf: claimsReader(modules, () => services),
    models,
    outbox,
    metrics,
    removeWrittenMails: (userId) => removeWrittenMails(config, userId),
    limiters: createLimiters(database, config.signInLimits),
    revocations,
    knownIssuers: config.trustedIssuers.map(({ issuer, name }) => ({
      issuer,
      name,
      idOf: (id) => trustedId(name, id),
    })),
    accessTokens,
    refreshSecret: secrets.refresh,
    otherRefreshSecrets: secrets.otherRefresh,
    sessionsPerUser: options.sessionsPerUser,
    passwords: createPasswordHasher(hashing),
    signInQueue: createSignInQueue(hashing, metrics),
    events,
    clock,
    log,
    defaultRoles,
    adminRole,
    adminRoles,
    rolesIncluding: policy.rolesIncluding,
  });
  onClose('sign-in recorder', () => services.stop());
  onClose('hooks', () => hooks.stop());
  return {
    policy,
    metrics,
    events,
    services,
    hooks,
    keyring,
    reloadKeys,
    database,
    revocations,
    firstAdmin: createFirstAdmin({
      users: models.users,
      accounts: services.accounts,
      adminRole,
      adminRoles,
      configured: secrets.admin,
      mayGenerate: isEmbedded,
      log,
    }),
    authenticator: createAuthenticator({
      accessTokens,
      issuer: config.issuer,
      revocations,
      trusted: createTrustedTokens({
        issuers: config.trustedIssuers,
        clock,
        databaseClock: revocations.databaseClock,
        findByEmail: (email) => services.users.findByEmail(email),
        hasChanged: (userId, version) =>
          revocations.status({ tokenId: '', sessionId: '', userId, version }) !== null,
        log,
        metrics,
        keyTimes: options.keyTimes,
      }),
      onRefused: createTokenRefusals(log, metrics).record,
    }),
    startMail: (times) =>
      startMail({
        ...config,
        target: mailTarget,
        templates: mailTemplatesOf(modules),
        outbox,
        isMade: async ({ userId, counter, from }) => {
          const user = await models.users.findById(userId);
          return user !== null && user[counter] >= from;
        },
        metrics,
        log,
        times,
      }),
  };
}

/** Creates the keyring of these secrets. A key folder is followed until the backend closes. */
function openKeyring(
  signing: SigningSecret,
  { config, clock, log, metrics, onClose }: BackendOptions & Pick<Backend, 'metrics'>,
): Pick<Backend, 'keyring' | 'reloadKeys'> {
  if (signing.kind === 'folder') {
    const { accessTokenTtlSeconds, keyPublishDelaySeconds: publishDelaySeconds } = config;
    const times = { accessTokenTtlSeconds, publishDelaySeconds };
    const followed = followKeyFolder({ source: signing, ...times, clock, log, metrics });
    onClose('key folder', () => followed.stop());
    return { keyring: followed.keyring, reloadKeys: () => followed.reload() };
  }
  const keys =
    signing.kind === 'secret'
      ? [...(signing.others ?? []), signing.secret].map(createSharedKey)
      : signing.pems.map((pem) => parsePrivateKey(pem));
  const reloadKeys = () => log.info('there is no key folder, so there is nothing to reload');
  return { keyring: createKeyring(keys), reloadKeys };
}

function createLimiters(database: Database, limits: Config['signInLimits']): AttemptLimiters {
  const { perAccountAndAddress, perAddress, windowSeconds } = limits;
  const limiter = (name: string, attempts: number) =>
    createAttemptLimiter(database, { name, attempts, windowSeconds });
  return {
    perAccount: limiter('account', perAccountAndAddress),
    perAddress: limiter('address', perAddress),
    repeatedLogouts: limiter('logout', perAddress),
    keyExchanges: limiter('token', perAddress),
    perKey: limiter('key', perAddress),
  };
}

function createSignInQueue(hashing: Required<PasswordHasherOptions>, metrics: Metrics): WorkQueue {
  const { concurrency, maxWaiting, maxWaitMs } = hashing;
  const queue = createWorkQueue({
    // Twice as many as can hash, so that cores do not idle while a sign-in reads or writes the database.
    concurrency: 2 * concurrency,
    maxWaiting,
    maxWaitMs,
    onRejected: () => metrics.recordRejectedHash(),
  });
  metrics.watchPasswordHashes(() => queue.waiting());
  return queue;
}

/** Connects to the configured or embedded database and creates its indexes. */
async function openStorage(
  options: BackendOptions,
  userFields: UserFields,
): Promise<{ database: Database; isEmbedded: boolean }> {
  const { log, onClose, connectTimeoutMs, onCommand } = options;
  const { uri, isEmbedded } = await findStorage(options);
  const access: DatabaseOptions = {
    uri,
    log,
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(onCommand ? { onCommand } : {}),
  };
  await createIndexes(access, { auditRetentionDays: options.config.auditRetentionDays, userFields });
  const database = await connectDatabase(access);
  onClose('database connection', () => database.close());
  return { database, isEmbedded };
}

async function findStorage({ config, log, onClose, embeddedUri, sharesEmbedded = false }: BackendOptions) {
  const { mongodbUri, dataDir } = config;
  if (mongodbUri !== null) return { uri: mongodbUri, isEmbedded: false };
  if (embeddedUri !== undefined) return { uri: embeddedUri, isEmbedded: true };
  const running = sharesEmbedded ? findRunningEmbeddedMongodb(dataDir) : null;
  if (running !== null) return { uri: running, isEmbedded: true };
  const engine = await startEmbeddedMongodb({ dataDir, log });
  onClose('embedded MongoDB', () => engine.stop());
  return { uri: engine.uri, isEmbedded: true };
}
