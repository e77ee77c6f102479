import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import type { UserModel } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { AccountService } from './accounts.js';

export interface AdminCredentials {
  readonly email: string;
  readonly password: string;
}

export interface FirstAdminOptions {
  readonly users: UserModel;
  readonly accounts: AccountService;
  readonly adminRole: string;
  /** The administrator that the environment asks for. */
  readonly wanted: AdminCredentials | null;
  /** Whether to make one up when nobody is asked for. */
  readonly makeUp: boolean;
  readonly log: Logger;
}

const madeUpEmail = 'admin@localhost';

/**
 * Makes the first administrator, if there is none yet.
 *
 * @returns the credentials of one that was made up, to be shown once; null otherwise
 * @throws Error when the wanted e-mail address or password is not acceptable
 */
export async function ensureFirstAdmin(options: FirstAdminOptions): Promise<AdminCredentials | null> {
  const { users, accounts, adminRole, wanted, makeUp, log } = options;
  if (await users.hasRole(adminRole)) return null;
  if (!wanted && !makeUp) {
    log.warn(
      'there is no administrator yet: set ADMIN_EMAIL and ADMIN_PASSWORD, or use `graphward user create`',
    );
    return null;
  }
  const admin = wanted ?? { email: madeUpEmail, password: randomBytes(15).toString('base64url') };
  try {
    await accounts.create({ ...admin, name: 'Administrator' }, [adminRole]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Error(`The administrator of ADMIN_EMAIL and ADMIN_PASSWORD cannot be made: ${error.message}`, {
      cause: error,
    });
  }
  return wanted ? null : admin;
}
