import type { Command } from 'commander';
import type { Services, User } from '../services/index.js';
import { addModulesOption } from './modules-option.js';
import { readPassword } from './read-password.js';
import type { ServicesOptions } from './run-with-services.js';
import { commandLine as origin, findUser, printSessions, printUser, printUsers } from './user-output.js';
import { withServices } from './with-services.js';

type ModulesOption = Pick<ServicesOptions, 'modules'>;

/** Adds the commands for users who cannot help themselves. */
export function addUserSupportCommands(user: Command): void {
  user
    .command('reseal')
    .description(
      'Encrypt all second factors with the current REFRESH_SECRET, so that an earlier one can be removed.',
    )
    .action(() =>
      withServices({}, async ({ secondFactors }) => {
        const count = await secondFactors.resealAll();
        console.log(`${count} second factors were encrypted with an earlier secret.`);
      }),
    );

  const add = (
    usage: string,
    description: string,
    work: (services: Services, user: User, ...values: string[]) => Promise<void>,
  ) =>
    addModulesOption(user.command(usage))
      .description(description)
      .action(async (email: string, ...rest: unknown[]) => {
        const values = rest.filter((value) => typeof value === 'string');
        const options = rest.at(-2) as ModulesOption;
        await withServices(options, async (services) =>
          work(services, await findUser(services, email), ...values),
        );
      });

  add('show <email>', 'Print everything about a user, except secrets.', (_services, found) => {
    printUser(found);
    return Promise.resolve();
  });

  add(
    'set-email <email> <new-email>',
    'Change the address of a user, who counts as its verified owner.',
    async ({ administration }, { id }, address = '') =>
      printUsers([await administration.setEmail(null, id, address, origin)]),
  );

  add('sessions <email>', 'List the active sessions of a user, newest first.', async ({ sessions }, found) =>
    printSessions(await sessions.listOf(found)),
  );

  add('end-sessions <email>', 'End all sessions of a user.', async ({ administration }, { id }) =>
    console.log(`${await administration.endSessions(null, id, origin)} sessions ended.`),
  );

  add('unlock <email>', 'Lift the limit on attempts to sign in.', async ({ administration }, { id }) =>
    printUsers([await administration.unlock(null, id, origin)]),
  );

  add(
    'disable-second-factor <email>',
    'Disable the second factor of a user who lost the device and the recovery codes.',
    async ({ administration }, { id }) =>
      printUsers([await administration.disableSecondFactor(null, id, origin)]),
  );

  add('delete <email>', 'Delete an account with all its data.', async ({ deletions }, { id, email }) => {
    await deletions.deleteUser(null, id, origin);
    console.log(`${email} deleted.`);
  });

  addModulesOption(user.command('set-password <email>'))
    .description('Set a new password, and end all sessions. Prompts for it, or reads it from standard input.')
    .action(async (email: string, options: ModulesOption) => {
      const password = await readPassword();
      await withServices(options, async (services) => {
        const { id } = await findUser(services, email);
        printUsers([await services.administration.setPassword(null, id, password, origin)]);
      });
    });
}
