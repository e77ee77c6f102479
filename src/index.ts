/**
 * The server as a library: start it with your own modules, or run it inside another program.
 *
 * @module graphward
 */
export { type App, type AppOverrides, createApp } from './app.js';
export type { SignInLimits } from './config/config.js';
export {
  type ClaimPath,
  type Config,
  ConfigError,
  type Environment,
  loadConfig,
  type Secrets,
  type TrustedAlgorithm,
  type TrustedIssuer,
} from './config/index.js';
export type { SigningSecret } from './config/secrets.js';
export type { SmtpServer } from './config/smtp-server.js';
export type { DatabaseConnection, GraphwardContext, RefreshCookie } from './context.js';
export { EmbeddedMongodbError } from './embedded-mongodb/embedded-mongodb-error.js';
export type { AppErrorDetails } from './errors/app-error.js';
export { AppError, type ErrorCode, type UnauthenticatedReason } from './errors/index.js';
export type { QueryLimits } from './graphql/limits/query-limits.js';
export type { TokenLimits } from './graphql/limits/token-limits.js';
export type { Clock } from './identity/clock.js';
export type { GrantedClaims } from './identity/granted-claims.js';
export type { PasswordHasherOptions } from './identity/password-hasher.js';
export { requireUser } from './identity/require-user.js';
export type { AnonymousViewer, RejectedViewer, UserViewer, Viewer } from './identity/viewer.js';
export type { Column, Columns, MongoFilter } from './models/index.js';
export {
  defineModule,
  type GraphwardModule,
  type HookParts,
  type ModuleConfig,
  type ModuleDefinition,
  type ModuleHooks,
  type ModuleStart,
  type RouteParts,
  type StartedModule,
} from './modules/index.js';
export type { Logger } from './observability/logger.js';
export type { RequestOrigin } from './observability/security-events.js';
export { serve, type ServeOptions } from './serve.js';
export type { NewAccount, PasswordChange } from './services/accounts.js';
export type {
  AccountAdministration,
  AccountService,
  Actor,
  AddressService,
  AdminCredentials,
  ApiKey,
  ApiKeyExchange,
  ApiKeyPage,
  ApiKeyRequest,
  ApiKeyService,
  AuditDetail,
  AuditEvent,
  AuditHead,
  AuditPage,
  AuditPageRequest,
  AuditPeriod,
  AuditService,
  AuditVerification,
  Credentials,
  DeletionService,
  EmailChange,
  Enrolment,
  FreshCredentials,
  Logout,
  MailService,
  ModuleMail,
  OutboxMail,
  ProfileChange,
  ProfileService,
  RecoveryService,
  Registration,
  SecondFactorProof,
  SecondFactorService,
  Services,
  ServiceToken,
  ServiceTokenRequest,
  Session,
  SessionService,
  TokenSelection,
  TokenService,
  User,
  UserFieldDefinition,
  UserFieldDefinitions,
  UserFieldsOf,
  UserFieldValues,
  UserPage,
  UserService,
} from './services/index.js';
export type { LogoutScope } from './services/session-endings.js';
export type { LogoutRequest } from './services/sessions.js';
export type { UserPageRequest } from './services/users.js';
export {
  AuthorizationSchemaError,
  loadedObject,
  type ObjectLoader,
  type PolicyDefinition,
  type PolicyFunction,
  type RowFilter,
  type SchemaProblem,
} from '@graphward/authorization';
