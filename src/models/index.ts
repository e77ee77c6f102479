import { createAttemptLimiter, type AttemptLimiter } from './attempt-limiter.js';
import { connectDatabase, type Database, type DatabaseOptions } from './database.js';
import { createRevocationModel, type RevocationModel } from './revocation-model.js';
import { createSessionModel, type SessionModel } from './session-model.js';
import { createUserModel, type UserModel } from './user-model.js';

export type { AttemptLimiter } from './attempt-limiter.js';
export { connectDatabase, type Database, type DatabaseOptions } from './database.js';
export { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';
export { isUnavailable } from './database-failures.js';
export type {
  NewRevocation,
  RevocationModel,
  RevocationReading,
  StoredRevocation,
} from './revocation-model.js';
export type { Session, SessionModel } from './session-model.js';
export type { StoredCredentials, User, UserChange, UserFilter, UserModel } from './user-model.js';

export interface Models {
  readonly users: UserModel;
  readonly sessions: SessionModel;
  readonly revocations: RevocationModel;
  readonly attemptsPerAccount: AttemptLimiter;
  readonly attemptsPerAddress: AttemptLimiter;
  readonly repeatedLogoutsPerAddress: AttemptLimiter;
}

export interface AttemptLimits {
  readonly perAccountAndAddress: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}

export function createModels(database: Database, limits: AttemptLimits): Models {
  const limiter = (name: string, attempts: number) =>
    createAttemptLimiter(database, { name, attempts, windowSeconds: limits.windowSeconds });
  return {
    users: createUserModel(database),
    sessions: createSessionModel(database),
    revocations: createRevocationModel(database),
    attemptsPerAccount: limiter('account', limits.perAccountAndAddress),
    attemptsPerAddress: limiter('address', limits.perAddress),
    repeatedLogoutsPerAddress: limiter('logout', limits.perAddress),
  };
}

/** Makes the indexes that are missing, on a connection of its own: on a large collection that takes its time. */
export async function createIndexes(options: DatabaseOptions, limits: AttemptLimits): Promise<void> {
  const database = await connectDatabase({ ...options, commandTimeoutMs: 0 });
  try {
    for (const model of Object.values(createModels(database, limits)) as IndexedModel[])
      await model.createIndexes();
  } finally {
    await database.close();
  }
}

interface IndexedModel {
  createIndexes(): Promise<void>;
}
