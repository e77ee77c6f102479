import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors/index.js';
import type { User, UserModel } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { AccountService } from './accounts.js';

export interface AdminCredentials {
  readonly email: string;
  readonly password: string;
}

export interface FirstAdminOptions {
  readonly users: Pick<UserModel, 'hasRole' | 'findByEmail'>;
  readonly accounts: Pick<AccountService, 'create'>;
  readonly adminRole: string;
  /** `adminRole` and every role that inherits it. */
  readonly adminRoles: readonly string[];
  /** The administrator that the environment asks for. */
  readonly configured: AdminCredentials | null;
  /** Whether to generate one when none is configured. */
  readonly mayGenerate: boolean;
  readonly log: Logger;
}

/** Gives a database without an administrator its first one, in the two steps of a start-up that need it. */
export interface FirstAdmin {
  /**
   * Creates the administrator of ADMIN_EMAIL. Runs before the server listens, so that nobody can register the
   * address first; several instances may run it at once.
   *
   * @throws Error when the address or the password is not acceptable, or when the account exists and is no
   * administrator
   */
  createConfigured(): Promise<void>;
  /**
   * Creates an administrator with a random password, if none is configured. Runs after everything else that can
   * fail, so that the password, which is shown only once, is not lost.
   *
   * @returns the credentials to show; null when there is nothing to show
   */
  generate(): Promise<AdminCredentials | null>;
}

const generatedEmail = 'admin@localhost';
/** How long another instance's write may take until this one can read it, in milliseconds. */
const visibleWithinMs = 5_000;
const readPauseMs = 50;

export function createFirstAdmin(options: FirstAdminOptions): FirstAdmin {
  const { users, accounts, adminRole, adminRoles, configured, mayGenerate, log } = options;

  /** @returns false when another instance was faster */
  async function create(admin: AdminCredentials, setting: string): Promise<boolean> {
    try {
      await accounts.create({ ...admin, name: 'Administrator' }, [adminRole]);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'CONFLICT' && (await hasAdminByNow(admin.email, setting))) return false;
      throw new Error(`The administrator ${setting} cannot be created: ${error.message}`, { cause: error });
    }
  }

  /**
   * Looks again after a conflict. The unique index sees the winner's write before reads with majority concern do.
   *
   * @throws Error when the address belongs to an account that is not an administrator
   */
  async function hasAdminByNow(email: string, setting: string): Promise<boolean> {
    const deadline = performance.now() + visibleWithinMs;
    while (performance.now() < deadline) {
      // In this order: an account that is not visible yet may be an administrator.
      const account = await users.findByEmail(email);
      if (await users.hasRole(adminRoles)) return true;
      if (account) throw new Error(explainAccount(account, options, setting));
      await delay(readPauseMs);
    }
    return false;
  }

  return {
    createConfigured: async () => {
      if (await users.hasRole(adminRoles)) return;
      if (configured) await create(configured, 'of ADMIN_EMAIL and ADMIN_PASSWORD');
      else if (!mayGenerate)
        log.warn(
          'There is no administrator yet. Set ADMIN_EMAIL and ADMIN_PASSWORD, or run `graphward user create`.',
        );
    },

    generate: async () => {
      if (configured || !mayGenerate || (await users.hasRole(adminRoles))) return null;
      const admin = { email: generatedEmail, password: randomBytes(15).toString('base64url') };
      return (await create(admin, 'of a first start')) ? admin : null;
    },
  };
}

function explainAccount(
  { email, roles, disabled }: User,
  { adminRole, adminRoles }: FirstAdminOptions,
  setting: string,
): string {
  const isAdmin = roles.some((role) => adminRoles.includes(role));
  const problems = [
    ...(isAdmin ? [] : [`does not have the role ${adminRole}`]),
    ...(disabled ? ['is disabled'] : []),
  ];
  const commands = [
    ...(isAdmin ? [] : [`\`graphward user set-roles ${email} ${[...roles, adminRole].join(' ')}\``]),
    ...(disabled ? [`\`graphward user disable --undo ${email}\``] : []),
  ];
  return (
    `The administrator ${setting} cannot be created: the account ${email} exists and ${problems.join(' and ')}. ` +
    `Run ${commands.join(' and ')}, or set ADMIN_EMAIL and ADMIN_PASSWORD to another address.`
  );
}
