import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { escapeUnsafeText } from '../identity/free-text.js';
import { explain } from '../process.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('graphward')
  .description('A GraphQL API server whose schema is its access policy.')
  .version(version)
  .showHelpAfterError();

/** Each command is loaded only when it is asked for, or listed by the help: few of them need the database, or GraphQL. */
const commands: Record<string, () => void | Promise<void>> = {
  init: async () => (await import('./init.js')).addInitCommand(program, version),
  serve: addServeCommand,
  mongo: async () => (await import('./mongo.js')).addMongoCommand(program),
  user: async () => (await import('./user.js')).addUserCommands(program),
  audit: async () => (await import('./audit.js')).addAuditCommands(program),
  mail: async () => (await import('./mail.js')).addMailCommands(program),
  keys: async () => (await import('./keys.js')).addKeysCommands(program),
  access: async () => (await import('./access/access.js')).addAccessCommand(program),
  schema: async () => (await import('./schema.js')).addSchemaCommand(program),
};

try {
  const [name = ''] = process.argv.slice(2);
  const named = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const add of named) await add?.();
  await program.parseAsync();
} catch (error) {
  const lines = explain(error).split('\n').map(escapeUnsafeText);
  // A module may have opened something that would keep the process alive.
  process.stderr.write(`${lines.join('\n')}\n`, () => process.exit(1));
}

function addServeCommand(): void {
  program
    .command('serve')
    .description('Run the API server.')
    .action(async () => (await import('../serve.js')).serve());
}
