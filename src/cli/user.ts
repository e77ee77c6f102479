import type { Command } from 'commander';
import { checkRoles } from './check-roles.js';
import { addModulesOption } from './modules-option.js';
import { readPassword } from './read-password.js';
import type { ServicesOptions } from './run-with-services.js';
import { commandLine as origin, findUser, printUsers } from './user-output.js';
import { addUserSupportCommands } from './user-support.js';
import { withServices } from './with-services.js';

type ModulesOption = Pick<ServicesOptions, 'modules'>;

interface NewUserOptions {
  readonly name?: string;
  readonly role: readonly string[];
  readonly field?: readonly string[];
}

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
        printUsers([await accounts.create(null, account, options.role, origin)]);
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
          printUsers(page.users);
          const last = page.users.at(-1);
          after = page.hasNextPage && last ? page.cursorOf(last) : null;
        } while (after !== null);
      }),
    );

  addModulesOption(user.command('set-roles <email> [roles...]'))
    .description('Replace the roles of a user. Takes effect immediately.')
    .action((email: string, roles: string[], options: ModulesOption) =>
      withServices(options, async (services, knownRoles) => {
        const { id } = await findUser(services, email);
        checkRoles(roles, knownRoles);
        printUsers([await services.users.setRoles(null, id, roles, origin)]);
      }),
    );

  addModulesOption(user.command('disable <email>'))
    .description('Disable an account and end all its sessions.')
    .option('--undo', 'enable the account again')
    .action((email: string, { undo = false, ...options }: ModulesOption & { undo?: boolean }) =>
      withServices(options, async (services) => {
        const { id } = await findUser(services, email);
        printUsers([await services.users.setDisabled(null, id, !undo, origin)]);
      }),
    );

  addUserSupportCommands(user);
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
