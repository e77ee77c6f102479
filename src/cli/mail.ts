import type { Command } from 'commander';
import { escapeUnsafeText } from '../identity/free-text.js';
import type { OutboxMail, Services } from '../services/index.js';

export function addMailCommands(program: Command): void {
  const mail = program.command('mail').description('Show and retry mails that have not been sent.');

  mail
    .command('list')
    .description('List the mails that wait or were given up, oldest first, as tab-separated columns.')
    .action(() =>
      withServices(async (services) => {
        for (const each of await services.mail.list()) print(each);
      }),
    );

  mail
    .command('retry [id]')
    .description(
      'Make all mails that were given up due again, or one mail. The server sends them within seconds.',
    )
    .action((id?: string) =>
      withServices(async (services) => {
        const count = await services.mail.retry(id);
        if (id !== undefined && count === 0)
          throw new Error(`Mail ${id} is being sent, was sent, or has expired. See \`graphward mail list\`.`);
        console.log(count === 1 ? '1 mail is due.' : `${count} mails are due.`);
      }),
    );
}

/** Loads the services on demand, because other commands need no database. */
async function withServices(work: (services: Services) => Promise<void>): Promise<void> {
  const { runWithServices } = await import('./run-with-services.js');
  await runWithServices(work, {});
}

function print({ id, state, kind, to, attempts, error, createdAt, expiresAt }: OutboxMail): void {
  const isExpired = expiresAt <= new Date();
  const columns = [
    id,
    isExpired ? 'expired' : state,
    kind,
    to ?? '(encrypted with another REFRESH_SECRET)',
    createdAt.toISOString(),
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    error ?? '',
  ];
  console.log(columns.map(escapeUnsafeText).join('\t'));
}
