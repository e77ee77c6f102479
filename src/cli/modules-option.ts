import type { Command } from 'commander';

/** Adds `--modules`, for schemas that extend Graphward's own. */
export function addModulesOption(command: Command): Command {
  return command.option(
    '--modules <file>',
    'include the modules that this JavaScript file exports (default export or `modules`); repeatable',
    collect,
  );
}

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
