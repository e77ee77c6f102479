import { createAttemptLimiter, type AttemptLimiter } from './attempt-limiter.js';
import type { Database } from './database.js';
import { createRevocationModel, type RevocationModel } from './revocation-model.js';
import { createSessionModel, type SessionModel } from './session-model.js';
import { createUserModel, type UserModel } from './user-model.js';

export type { AttemptLimiter } from './attempt-limiter.js';
export { connectDatabase, type Database } from './database.js';
export { isUnavailable } from './database-failures.js';
export type { Revocation, RevocationModel, StoredRevocation } from './revocation-model.js';
export type { Session, SessionModel, SessionUser } from './session-model.js';
export type { User, UserChange, UserFilter, UserModel } from './user-model.js';

export interface Models {
  readonly users: UserModel;
  readonly sessions: SessionModel;
  readonly revocations: RevocationModel;
  readonly attemptsPerAccount: AttemptLimiter;
  readonly attemptsPerAddress: AttemptLimiter;
}

export interface AttemptLimits {
  readonly perAccountAndAddress: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}

/** All collections, with their indexes in place. */
export async function createModels(database: Database, limits: AttemptLimits): Promise<Models> {
  const limiter = (name: string, attempts: number) =>
    createAttemptLimiter(database, { name, attempts, windowSeconds: limits.windowSeconds });
  const models: Models = {
    users: createUserModel(database),
    sessions: createSessionModel(database),
    revocations: createRevocationModel(database),
    attemptsPerAccount: limiter('account', limits.perAccountAndAddress),
    attemptsPerAddress: limiter('address', limits.perAddress),
  };
  for (const model of Object.values(models) as { createIndexes(): Promise<void> }[])
    await model.createIndexes();
  return models;
}
