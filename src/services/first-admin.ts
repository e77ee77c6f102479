import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors/index.js';
import type { User, UserModel } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { AccountService } from './accounts.js';

/**
 * The credentials of an administrator.
 *
 * @example
 * ```ts
 * const { firstAdmin } = await createApp(config, secrets);
 * if (firstAdmin) console.log(firstAdmin.email, firstAdmin.password);
 * ```
 */
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
  /** The administrator of ADMIN_EMAIL and ADMIN_PASSWORD. */
  readonly configured: AdminCredentials | null;
  /** Whether to generate one if none is configured. */
  readonly mayGenerate: boolean;
  readonly log: Logger;
}

/** Creates the first administrator of a database, at two steps of start-up. */
export interface FirstAdmin {
  /**
   * Creates the configured administrator. Runs before the server listens, so that nobody else can register the
   * address. Several instances may run it concurrently.
   *
   * @throws Error if the address or the password is invalid, or if the account exists and is not an administrator
   */
  createConfigured(): Promise<void>;
  /**
   * Creates an administrator with a random password if none is configured. Runs after everything else that can fail,
   * so that the password, which is shown only once, is not lost.
   *
   * @returns the credentials to show, or null
   */
  generate(): Promise<AdminCredentials | null>;
}

/** Where the administrator comes from, as the security event says it. */
const startUp: RequestOrigin = { requestId: 'start-up', ipAddress: null, userAgent: null };
const generatedEmail = 'admin@localhost';
/** How long to wait until another instance's write is readable, in milliseconds. */
const visibleWithinMs = 5_000;
const readPauseMs = 50;

export function createFirstAdmin(options: FirstAdminOptions): FirstAdmin {
  const { users, accounts, adminRole, adminRoles, configured, mayGenerate, log } = options;

  /** @returns false if another instance was faster */
  async function create(admin: AdminCredentials, setting: string): Promise<boolean> {
    try {
      await accounts.create(null, { ...admin, name: 'Administrator' }, [adminRole], startUp);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'CONFLICT' && (await waitForAdmin(admin.email, setting))) return false;
      throw new Error(`The administrator ${setting} cannot be created: ${error.message}`, { cause: error });
    }
  }

  /**
   * Waits for another instance's administrator after a conflict: the unique index sees a write before reads with
   * majority concern do.
   *
   * @returns false if there is no administrator in time
   * @throws Error if the address belongs to an account that is not an administrator
   */
  async function waitForAdmin(email: string, setting: string): Promise<boolean> {
    const deadline = performance.now() + visibleWithinMs;
    while (performance.now() < deadline) {
      // In this order, because an account that is not readable yet may be an administrator.
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
          'No administrator exists. Set ADMIN_EMAIL and ADMIN_PASSWORD, or run `graphward user create`.',
        );
    },

    generate: async () => {
      if (configured || !mayGenerate || (await users.hasRole(adminRoles))) return null;
      const admin = { email: generatedEmail, password: randomBytes(15).toString('base64url') };
      return (await create(admin, 'of the first start')) ? admin : null;
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
