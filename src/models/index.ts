import { type AccountTokenModel, createAccountTokenModel } from './account-token-model.js';
import { type ApiKeyModel, createApiKeyModel } from './api-key-model.js';
import { createAttemptIndexes } from './attempt-limiter.js';
import { type AuditModel, createAuditModel } from './audit-model.js';
import { connectDatabase, type Database, type DatabaseOptions } from './database.js';
import { createMailOutboxModel, type MailOutboxModel } from './mail-outbox-model.js';
import { createRevocationModel, type RevocationModel } from './revocation-model.js';
import { createSecondFactorModel, type SecondFactorModel } from './second-factor-model.js';
import { createSessionModel, type SessionModel } from './session-model.js';
import type { UserFields } from './user-fields.js';
import { createUserModel, type UserModel } from './user-model.js';

export {
  type AccountToken,
  type AccountTokenModel,
  type AccountTokenPurpose,
  accountTokenPurposes,
  type NewAccountToken,
} from './account-token-model.js';
export type { ApiKey, ApiKeyModel } from './api-key-model.js';
export { type AttemptLimiter, createAttemptLimiter } from './attempt-limiter.js';
export type { AuditDetail, AuditEvent, AuditHead, AuditModel, AuditPageQuery } from './audit-model.js';
export { connectDatabase, type Database, type DatabaseConnection, type DatabaseOptions } from './database.js';
export { isDuplicateKey, isUnavailable } from './database-failures.js';
export type { LeasedMail, MailOutboxModel, OutboxStatus, StoredMail } from './mail-outbox-model.js';
export { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';
export type {
  NewRevocation,
  RevocationModel,
  RevocationReading,
  StoredRevocation,
} from './revocation-model.js';
export { type Column, type Columns, type MongoFilter, toMongoFilter } from './row-query.js';
export type { SecondFactorModel } from './second-factor-model.js';
export type { Session, SessionModel } from './session-model.js';
export type {
  UserFieldDefinition,
  UserFieldDefinitions,
  UserFieldsOf,
  UserFieldValues,
} from './user-field-types.js';
export { createUserFields, userFieldProblem, type UserFields } from './user-fields.js';
export {
  isUserColumn,
  type StoredCredentials,
  type User,
  type UserChange,
  type UserModel,
  type UserPageQuery,
} from './user-model.js';

/** The collections of the database, as the services use them. */
export interface Models {
  readonly users: UserModel;
  readonly secondFactors: SecondFactorModel;
  readonly sessions: SessionModel;
  readonly revocations: RevocationModel;
  readonly audit: AuditModel;
  readonly accountTokens: AccountTokenModel;
  readonly mailOutbox: MailOutboxModel;
  readonly apiKeys: ApiKeyModel;
}

/** @param userFields what modules add to users */
export function createModels(database: Database, userFields?: UserFields): Models {
  return {
    users: createUserModel(database, userFields),
    secondFactors: createSecondFactorModel(database),
    sessions: createSessionModel(database),
    revocations: createRevocationModel(database),
    audit: createAuditModel(database),
    accountTokens: createAccountTokenModel(database),
    mailOutbox: createMailOutboxModel(database),
    apiKeys: createApiKeyModel(database),
  };
}

/** Creates missing indexes, on a separate connection without a time limit: on a large collection this takes long. */
export async function createIndexes(
  options: DatabaseOptions,
  {
    auditRetentionDays,
    userFields,
  }: { readonly auditRetentionDays: number; readonly userFields?: UserFields },
): Promise<void> {
  const database = await connectDatabase({ ...options, commandTimeoutMs: 0 });
  try {
    const { audit, ...models } = createModels(database, userFields);
    for (const model of Object.values(models)) if ('createIndexes' in model) await model.createIndexes();
    await audit.createIndexes(auditRetentionDays);
    await createAttemptIndexes(database);
  } finally {
    await database.close();
  }
}
