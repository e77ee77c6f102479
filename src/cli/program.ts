import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { escapeUnsafeText } from '../identity/free-text.js';
import { explain } from '../process.js';
import { addAccessCommand } from './access/access.js';
import { addAuditCommands } from './audit.js';
import { addInitCommand } from './init.js';
import { addKeysCommands } from './keys.js';
import { addMailCommands } from './mail.js';
import { addMongoCommand } from './mongo.js';
import { addSchemaCommand } from './schema.js';
import { addUserCommands } from './user.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('graphward')
  .description('A GraphQL API server whose schema is its access policy.')
  .version(version)
  .showHelpAfterError();

addInitCommand(program, version);
// Commands load the server only when they run, because those that read the policy do not need it.
program
  .command('serve')
  .description('Run the API server.')
  .action(async () => (await import('../serve.js')).serve());
addMongoCommand(program);
addUserCommands(program);
addAuditCommands(program);
addMailCommands(program);
addKeysCommands(program);
addAccessCommand(program);
addSchemaCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  const lines = explain(error).split('\n').map(escapeUnsafeText);
  // A module may have opened something that would keep the process alive.
  process.stderr.write(`${lines.join('\n')}\n`, () => process.exit(1));
}
