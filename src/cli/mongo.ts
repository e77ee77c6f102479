import type { Command } from 'commander';

export function addMongoCommand(program: Command): void {
  program
    .command('mongo')
    .description('Run only the embedded MongoDB, for several servers on this machine, and print its URI.')
    .action(async () => (await import('./run-mongo.js')).runMongo());
}
