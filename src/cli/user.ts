import type { Command } from 'commander';
import type { RequestOrigin } from '../observability/security-events.js';
import type { PublicUser, Services } from '../services/index.js';
import { readPassword } from './read-password.js';
import type { RoleNames } from './run-with-services.js';

const origin: RequestOrigin = { requestId: 'command line', ipAddress: null, userAgent: 'graphward user' };

export function addUserCommands(program: Command): void {
  const user = program
    .command('user')
    .description('Look after the users, on the database that the server uses.');

  user
    .command('create <email>')
    .description('Make an account. The password is asked for, or read from standard input.')
    .option('--name <name>', 'what the user wants to be called')
    .option('--role <role...>', 'roles to give', ['USER'])
    .action(async (email: string, options: { name?: string; role: string[] }) => {
      const password = await readPassword();
      await withServices(async ({ accounts }, roles) => {
        const account = { email, password, name: options.name ?? null };
        print([await accounts.create(account, roles.check(options.role))]);
      });
    });

  user
    .command('list')
    .description('List users in the order of their e-mail addresses, tab-separated.')
    .option('--prefix <text>', 'only addresses that begin so')
    .option('--role <role>', 'only users who were given this role')
    .action((options: { prefix?: string; role?: string }) =>
      withServices(async ({ users }, roles) => {
        const role = options.role === undefined ? null : (roles.check([options.role])[0] ?? null);
        let after: string | null = null;
        do {
          const page = await users.page({ first: 100, after, emailPrefix: options.prefix ?? null, role });
          print(page.users);
          const last = page.users.at(-1);
          after = page.hasNextPage && last ? page.cursorOf(last) : null;
        } while (after !== null);
      }),
    );

  user
    .command('set-roles <email> [roles...]')
    .description('Give a user exactly these roles. It holds at once.')
    .action((email: string, wanted: string[]) =>
      withServices(async (services, roles) => {
        const { id } = await find(services, email);
        print([await services.users.setRoles(null, id, roles.check(wanted), origin)]);
      }),
    );

  user
    .command('disable <email>')
    .description('Bar an account and end all its sessions.')
    .option('--undo', 'let the user sign in again')
    .action((email: string, { undo = false }: { undo?: boolean }) =>
      withServices(async (services) => {
        const { id } = await find(services, email);
        print([await services.users.setDisabled(null, id, !undo, origin)]);
      }),
    );
}

/** Loaded when it is needed: the other commands take no database. */
async function withServices(work: (services: Services, roles: RoleNames) => Promise<void>): Promise<void> {
  await (await import('./run-with-services.js')).runWithServices(work);
}

async function find({ users }: Services, email: string): Promise<PublicUser> {
  const user = await users.findByEmail(email);
  if (!user) throw new Error(`There is no user with the e-mail address ${email}.`);
  return user;
}

function print(users: readonly PublicUser[]): void {
  for (const { id, email, roles, disabled, name } of users) {
    console.log([id, email, roles.join(',') || '-', disabled ? 'disabled' : 'active', name ?? ''].join('\t'));
  }
}
