import type { CommandStartedEvent } from 'mongodb';
import { openBackend } from './backend.js';
import { createClosingList } from './closing-list.js';
import type { Config, Secrets } from './config/index.js';
import { createApolloServer } from './graphql/apollo-server.js';
import { defaultQueryLimits, type QueryLimits } from './graphql/limits/query-limits.js';
import { createRequestAuthentication } from './http/authenticate-request.js';
import { closeGracefully } from './http/close-gracefully.js';
import { createHttpServer } from './http/http-server.js';
import { createRequestContext } from './http/request-context.js';
import { type Clock, systemClock } from './identity/clock.js';
import type { PasswordHasherOptions } from './identity/password-hasher.js';
import type { DeliveryTimes } from './mail/index.js';
import { type Database, isUnavailable, toMongoFilter } from './models/index.js';
import { configForModules, type GraphwardModule, pluginsOf, startModules } from './modules/index.js';
import { createLogger, type Logger } from './observability/logger.js';
import {
  type AdminCredentials,
  resumeDeletions,
  type RevocationFollower,
  type Services,
} from './services/index.js';
import type { RemoteKeyTimes } from './trusted-issuers/index.js';
import type { FleetLink } from './workers/fleet-link.js';

/**
 * A running Graphward.
 *
 * @example
 * ```ts
 * const app = await createApp(config, secrets);
 * console.log(app.url);
 * await app.stop();
 * ```
 */
export interface App {
  /** The address that it listens on, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The credentials of an administrator that this start generated, to be shown once; otherwise null. */
  readonly firstAdmin: AdminCredentials | null;
  readonly services: Services;
  /** Reads `JWT_KEYS_DIR` immediately instead of within two seconds of a change. Has no effect without a key folder. */
  reloadKeys(): void;
  /** Stops accepting requests, finishes those in progress, then closes everything. Further calls have no effect. */
  stop(): Promise<void>;
}

/**
 * Replacements for the defaults.
 *
 * @example
 * ```ts
 * const app = await createApp(config, secrets, { modules: [articles], sessionsPerUser: 5 });
 * ```
 */
export interface AppOverrides {
  readonly modules?: readonly GraphwardModule[];
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly passwordHashing?: PasswordHasherOptions;
  /** Maximum number of sessions per user, 100 by default. A new session beyond it ends the oldest one. */
  readonly sessionsPerUser?: number;
  readonly queryLimits?: QueryLimits;
  /** How long start-up tries to connect to the database, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** How long a stopping server fails `/ready` but still serves requests, in milliseconds. 0 by default. */
  readonly drainMs?: number;
}

/** Connections of an app to other processes. Not part of the public API. */
export interface AppLinks {
  /** The URI of an embedded database that another process runs. */
  readonly embeddedUri?: string | undefined;
  /** The link to the primary, if the app is one of several workers. */
  readonly fleet?: FleetLink;
  /** Called for every command sent to the database. */
  readonly onCommand?: (event: CommandStartedEvent) => void;
  /** When mails are sent and retried. */
  readonly mailTimes?: Partial<DeliveryTimes> | undefined;
  /** When the keys of trusted issuers are fetched. */
  readonly keyTimes?: Partial<RemoteKeyTimes> | undefined;
}

/**
 * Assembles the server and starts it. If that fails, stops everything that it started.
 *
 * @throws AuthorizationSchemaError when the schema's policy is invalid
 * @throws EmbeddedMongodbError or Error when the database is unavailable
 * @throws Error with code EADDRINUSE when the port is in use
 *
 * @example
 * ```ts
 * const { config, secrets } = loadConfig(process.env, '.env');
 * const app = await createApp(config, secrets, { modules: [articles] });
 * process.once('SIGTERM', () => void app.stop());
 * ```
 */
export function createApp(config: Config, secrets: Secrets, overrides: AppOverrides = {}): Promise<App> {
  return startApp(config, secrets, overrides);
}

/** `createApp` for a process that is connected to others. */
export async function startApp(
  config: Config,
  secrets: Secrets,
  overrides: AppOverrides,
  { fleet, embeddedUri, onCommand, mailTimes, keyTimes }: AppLinks = {},
): Promise<App> {
  const { log = createLogger({ level: config.logLevel }), clock = systemClock, modules = [] } = overrides;
  const { corsOrigins } = config;
  const closing = createClosingList(log);
  try {
    const backend = await openBackend({
      ...overrides,
      embeddedUri,
      onCommand,
      keyTimes,
      config,
      secrets,
      log,
      clock,
      modules,
      onClose: closing.add,
    });
    const { policy, metrics, events, services, hooks, authenticator, keyring, database, revocations } =
      backend;
    const { reloadKeys } = backend;
    let hasStarted = false;
    // The primary creates it once for all workers.
    if (!fleet) await backend.firstAdmin.createConfigured();
    const mail = backend.startMail(mailTimes);
    if (mail) closing.add('mail delivery', () => mail.stop());
    const start = { connection: database.connection, services, log, config: configForModules(config) };
    await startModules(modules, start, closing.add);
    // Hooks finish before the modules that they belong to stop.
    closing.add('hooks', () => hooks.stop());
    const limits = overrides.queryLimits ?? defaultQueryLimits;
    closing.add('interrupted deletions', await resumeDeletions(services.deletions, log));
    const explorers = !config.production;
    const apollo = createApolloServer({
      ...policy,
      isUnavailable,
      events,
      log,
      limits,
      sandbox: explorers,
      plugins: pluginsOf(modules),
    });
    await apollo.start();
    closing.add('GraphQL server', () => apollo.stop());
    const server = await createHttpServer({
      apollo,
      context: createRequestContext({
        services,
        authenticator,
        corsOrigins,
        holdsRole: policy.holdsRole,
        rows: (context, type, columns = {}) => toMongoFilter(policy.rowFilter(type, context), columns),
        log,
      }),
      apiKeys: services.apiKeys,
      metrics: fleet ? fleet.shareMetrics(metrics) : metrics,
      isClosing: closing.hasBegun,
      issuer: config.issuer,
      keyring,
      keyPublishDelaySeconds: config.keyPublishDelaySeconds,
      authenticator,
      holdsRole: policy.holdsRole,
      roleNames: policy.roleNames,
      events,
      revocationFeed:
        revocations.feed && secrets.revocations
          ? {
              feed: revocations.feed,
              secret: secrets.revocations,
              accessTokenTtlSeconds: config.accessTokenTtlSeconds,
            }
          : null,
      whyNotReady: async () => {
        if (closing.hasBegun()) return 'stopping';
        if (!(fleet?.hasStarted() ?? hasStarted)) return 'start-up has not finished';
        return whyNotReady(database, revocations);
      },
      ...(fleet ? { workers: () => fleet.workers() } : {}),
      isUnavailable,
      modules,
      parts: {
        authenticate: createRequestAuthentication({ authenticator, holdsRole: policy.holdsRole }),
        services,
        log,
      },
      log,
      corsOrigins,
      trustProxy: config.trustProxy,
      acceptsOtherIssuers: config.trustedIssuers.length > 0,
      explorers,
      console: config.console,
    });
    closing.add('HTTP server', closeGracefully(server, overrides.drainMs ?? 0));
    const url = await server.listen({ host: config.host, port: config.port });
    const firstAdmin = fleet ? null : await backend.firstAdmin.generate();
    hasStarted = true;
    return { url, firstAdmin, services, reloadKeys, stop: closing.closeAll };
  } catch (error) {
    await closing.abandon();
    throw error;
  }
}

async function whyNotReady(database: Database, revocations: RevocationFollower): Promise<string | null> {
  const problem = revocations.problem();
  if (problem !== null) return problem;
  try {
    await database.ping();
    return null;
  } catch {
    return 'the database does not respond';
  }
}
