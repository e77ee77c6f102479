import type { ApolloServerPlugin } from '@apollo/server';
import type { IResolvers } from '@graphql-tools/utils';
import type { ObjectLoader, PolicyDefinition } from '@graphward/authorization';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DocumentNode } from 'graphql';
import type { Config } from '../config/index.js';
import type { DatabaseConnection, GraphwardContext } from '../context.js';
import type { GrantedClaims } from '../identity/granted-claims.js';
import type { UserViewer } from '../identity/viewer.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Logout, Registration, Services, User, UserFieldDefinitions } from '../services/index.js';

/**
 * The server's settings, as modules see them: without secrets, and without the URI of the database, which may contain some.
 *
 * @example
 * ```ts
 * const cookieDomain = ({ issuer }: ModuleConfig) => new URL(issuer).hostname;
 * ```
 */
export type ModuleConfig = Omit<Config, 'mongodbUri'>;

/**
 * What a module receives when the server starts.
 *
 * @example
 * ```ts
 * const start = async ({ connection }: ModuleStart) => {
 *   await connection.collection('issues').createIndex({ tenantId: 1 });
 * };
 * ```
 */
export interface ModuleStart {
  /** The server's own database connection. Use collections of your own. */
  readonly connection: DatabaseConnection;
  readonly services: Services;
  readonly config: ModuleConfig;
  readonly log: Logger;
}

/**
 * What a module started, to be stopped with the server.
 *
 * @example
 * ```ts
 * const start = (): StartedModule => {
 *   const timer = setInterval(cleanUp, 60_000);
 *   return { stop: () => clearInterval(timer) };
 * };
 * ```
 */
export interface StartedModule {
  readonly stop: () => unknown;
}

/**
 * What every hook receives, besides its subject.
 *
 * @example
 * ```ts
 * const afterLogin = (user: User, { log, origin }: HookParts) => log.info({ userId: user.id, ...origin }, 'signed in');
 * ```
 */
export interface HookParts {
  readonly services: Services;
  readonly log: Logger;
  /** Where the request came from; null without one. */
  readonly origin: RequestOrigin | null;
}

/**
 * Functions that the server calls before and after events of accounts.
 *
 * A hook before an event may reject it with an AppError; any other error is masked. A hook after an event runs once the
 * server has done its own work, and never fails the request. If it rejects, it is called up to three more times and then
 * logged, so it must be possible to repeat it. It is lost if the process is killed.
 *
 * @example
 * ```ts
 * const hooks: ModuleHooks = {
 *   beforeRegister: ({ email }) => {
 *     if (!email.endsWith('@example.com')) throw new AppError('FORBIDDEN', 'Register with your company address.');
 *   },
 *   afterRegister: (user, { log }) => log.info({ userId: user.id }, 'welcome'),
 * };
 * ```
 */
export interface ModuleHooks<Fields extends object = object> {
  readonly beforeRegister?: (registration: Registration<Fields>, parts: HookParts) => unknown;
  /** Where verification is required, after it. */
  readonly afterRegister?: (user: User & Fields, parts: HookParts) => unknown;
  /** After a sign-in with a password, not after a registration or a refresh. */
  readonly afterLogin?: (user: User & Fields, parts: HookParts) => unknown;
  readonly afterLogout?: (logout: Logout, parts: HookParts) => unknown;
  readonly afterPasswordChange?: (user: User & Fields, parts: HookParts) => unknown;
  /**
   * Before an account is deleted, and again if the deletion was interrupted. Return a function that deletes the module's own
   * data of the user: it is called when nothing refuses the deletion any more.
   */
  readonly beforeDelete?: (user: User & Fields, parts: HookParts) => unknown;
}

/**
 * What the routes of a module receive.
 *
 * @example
 * ```ts
 * const routes = (server: FastifyInstance, { authenticate }: RouteParts) => {
 *   server.get('/export', (request) => exportOf(authenticate(request).id));
 * };
 * ```
 */
export interface RouteParts {
  /**
   * Returns the viewer of a request with a valid access token.
   *
   * @param options `requires`: a role that the viewer must have, or inherit
   * @throws AppError that results in 400, 401, 403 or 503, as on `/graphql`
   */
  readonly authenticate: (request: FastifyRequest, options?: { readonly requires?: string }) => UserViewer;
  readonly services: Services;
  readonly log: Logger;
}

/**
 * The parts of a module. `Definitions` are those of its `userFields`, `Fields` the resulting properties of users.
 *
 * @example
 * ```ts
 * const motto: ModuleDefinition = {
 *   name: 'motto',
 *   typeDefs: 'extend type Query { motto: String @public }',
 *   resolvers: { Query: { motto: () => 'Deny by default.' } },
 * };
 * ```
 */
export interface ModuleDefinition<
  Definitions extends UserFieldDefinitions = UserFieldDefinitions,
  Fields extends object = object,
> {
  /** Identifies the module in problems (`name:line`). */
  readonly name: string;
  /** What the module adds to the schema, if anything. */
  readonly typeDefs?: string | DocumentNode;
  /**
   * Fields that the module adds to every user, as a mongoose schema defines them. Users enter them at registration if
   * `typeDefs` extends `RegisterInput` with fields of the same names.
   */
  readonly userFields?: Definitions;
  readonly resolvers?: IResolvers<unknown, GraphwardContext<Fields>>;
  /**
   * Coordinates such as `Mutation.register` whose resolvers this module replaces: the server's, or those of another module.
   * Without it, a second resolver stops start-up.
   */
  readonly replaces?: readonly string[];
  /** Load the objects that arguments and input fields with `@auth(of:)` identify, by type. */
  readonly objects?: Readonly<Record<string, ObjectLoader<GraphwardContext<Fields>>>>;
  /** The policies that `@auth(policy:)` names. */
  readonly policies?: Readonly<Record<string, PolicyDefinition<GraphwardContext<Fields>>>>;
  /**
   * Returns what the access tokens of a user contain in addition, at every sign-in and refresh: `groups` and `scopes` for the
   * rules of the schema, and further claims for other services. After a change, call `services.sessions.refreshClaims`.
   */
  readonly claims?: (
    user: User & Fields,
    parts: { readonly services: Services },
  ) => GrantedClaims | Promise<GrantedClaims>;
  readonly hooks?: ModuleHooks<Fields>;
  /**
   * A folder whose templates replace the server's for the mails of accounts: an absolute path or a `file:` URL. For each kind
   * of mail to replace, it contains `KIND.txt` and `KIND.html`.
   */
  readonly mailTemplates?: string | URL;
  /** Called when the database is connected and before the server listens, in every worker. Stopped in reverse order. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most modules have nothing to stop
  readonly start?: (parts: ModuleStart) => StartedModule | void | Promise<StartedModule | void>;
  /** Plugins of Apollo Server, which run after the server's own. They see requests and responses as the server does. */
  readonly apolloPlugins?: readonly ApolloServerPlugin<GraphwardContext<Fields>>[];
  /** Adds HTTP routes, in a Fastify scope of their own: webhooks, downloads and the like. */
  readonly routes?: (server: FastifyInstance, parts: RouteParts) => unknown;
}

/**
 * A user-defined part of the API: SDL with `@auth` or `@public`, its resolvers, and what else it adds to the server. Use
 * {@link defineModule}, which infers the types of its user fields.
 *
 * @example
 * ```ts
 * const modules: GraphwardModule[] = [articles, comments];
 * await serve({ modules });
 * ```
 */
export type GraphwardModule = ModuleDefinition;
