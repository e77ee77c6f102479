import type { Command } from 'commander';
import { escapeUnsafeText } from '../identity/free-text.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Services, User } from '../services/index.js';
import { checkRoles } from './check-roles.js';
import { readPassword } from './read-password.js';
import type { ServicesOptions } from './run-with-services.js';
import { addModulesOption } from './schema-source.js';

type ModulesOption = Pick<ServicesOptions, 'modules'>;

interface NewUserOptions {
  readonly name?: string;
  readonly role: readonly string[];
  readonly field?: readonly string[];
}

const origin: RequestOrigin = { requestId: 'command line', ipAddress: null, userAgent: 'graphward user' };

export function addUserCommands(program: Command): void {
  const user = program.command('user').description("Manage users in the server's database.");

  addModulesOption(user.command('create <email>'))
    .description('Create an account. Prompts for the password, or reads it from standard input.')
    .option('--name <name>', 'display name')
    .option('--role <role...>', 'roles to grant', ['USER'])
    .option('--field <name=value...>', 'values of fields that modules add to users')
    .action(async (email: string, options: ModulesOption & NewUserOptions) => {
      const input = readFields(options);
      const password = await readPassword();
      await withServices({ ...options, createsDatabase: true }, async ({ accounts }, knownRoles) => {
        checkRoles(options.role, knownRoles);
        const account = { email, password, name: options.name ?? null, input };
        print([await accounts.create(account, options.role)]);
      });
    });

  addModulesOption(user.command('list'))
    .description('List users by e-mail address, as tab-separated columns.')
    .option('--prefix <text>', 'only addresses that start with this text')
    .option('--role <role>', 'only users who were granted this role')
    .action((options: ModulesOption & { prefix?: string; role?: string }) =>
      withServices(options, async ({ users }, knownRoles) => {
        const role = options.role ?? null;
        if (role !== null) checkRoles([role], knownRoles);
        let after: string | null = null;
        do {
          const page = await users.page({ first: 100, after, emailPrefix: options.prefix ?? null, role });
          print(page.users);
          const last = page.users.at(-1);
          after = page.hasNextPage && last ? page.cursorOf(last) : null;
        } while (after !== null);
      }),
    );

  addModulesOption(user.command('set-roles <email> [roles...]'))
    .description('Replace the roles of a user. Takes effect immediately.')
    .action((email: string, roles: string[], options: ModulesOption) =>
      withServices(options, async (services, knownRoles) => {
        const { id } = await find(services, email);
        checkRoles(roles, knownRoles);
        print([await services.users.setRoles(null, id, roles, origin)]);
      }),
    );

  addModulesOption(user.command('disable <email>'))
    .description('Disable an account and end all its sessions.')
    .option('--undo', 'enable the account again')
    .action((email: string, { undo = false, ...options }: ModulesOption & { undo?: boolean }) =>
      withServices(options, async (services) => {
        const { id } = await find(services, email);
        print([await services.users.setDisabled(null, id, !undo, origin)]);
      }),
    );
}

/** @throws Error if an option has no `=` */
function readFields({ field = [] }: NewUserOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    field.map((text) => {
      const [name = '', ...value] = text.split('=');
      if (name === '' || value.length === 0) throw new Error(`--field: ${text} must look like company=Acme.`);
      return [name, value.join('=')];
    }),
  );
}

/** Loads the services on demand, because the other commands need no database. */
async function withServices(
  options: ServicesOptions,
  work: (services: Services, knownRoles: readonly string[]) => Promise<void>,
): Promise<void> {
  const { runWithServices } = await import('./run-with-services.js');
  await runWithServices(work, options);
  // A module may have opened something that would keep the process alive.
  if (options.modules) process.stdout.write('', () => process.exit());
}

async function find({ users }: Services, email: string): Promise<User> {
  const user = await users.findByEmail(email);
  if (!user) throw new Error(`User not found: ${email}.`);
  return user;
}

function print(users: readonly User[]): void {
  for (const { id, email, roles, disabled, name } of users) {
    const columns = [id, email, roles.join(',') || '-', disabled ? 'disabled' : 'active', name ?? ''];
    console.log(columns.map(escapeUnsafeText).join('\t'));
  }
}
