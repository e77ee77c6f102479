import { randomBytes } from 'node:crypto';
import type { UserModel } from '../models/index.js';
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
}

const madeUpEmail = 'admin@localhost';

/**
 * Makes the first administrator, if there is none yet.
 *
 * @returns the credentials of one that was made up, to be shown once; null otherwise
 * @throws AppError when the wanted e-mail address or password is not acceptable
 */
export async function ensureFirstAdmin(options: FirstAdminOptions): Promise<AdminCredentials | null> {
  const { users, accounts, adminRole, wanted, makeUp } = options;
  if (!wanted && !makeUp) return null;
  if (await users.hasRole(adminRole)) return null;
  const admin = wanted ?? { email: madeUpEmail, password: randomBytes(15).toString('base64url') };
  await accounts.create({ ...admin, name: 'Administrator' }, [adminRole]);
  return wanted ? null : admin;
}
