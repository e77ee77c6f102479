import type { Command } from 'commander';
import type { GraphQLSchema } from 'graphql';
import { addModulesOption } from '../modules-option.js';
import type { AssumptionOptions } from './assumptions.js';
import { type CommandResult, printResult } from './command-result.js';
import { loadSchemaFile } from './schema-file.js';

/** Where the schema comes from: Graphward's own with modules, or a file of another server. */
export interface SchemaOptions {
  readonly modules?: readonly string[];
  readonly schema?: string | undefined;
}

export function addSchemaOptions(command: Command): Command {
  return addModulesOption(command)
    .option(
      '--schema <file>',
      'read the GraphQLSchema of any other server, which this JavaScript file exports (default export or `schema`)',
    )
    .exitOverride(exitWithTwo);
}

/** @throws Error when a file cannot be used, AuthorizationSchemaError listing every problem of the policy */
export async function schemaOf({ modules = [], schema }: SchemaOptions): Promise<GraphQLSchema> {
  if (schema === undefined) return (await import('../schema-source.js')).loadSchema(modules);
  if (modules.length > 0) throw new Error('Use either --schema or --modules, not both.');
  return loadSchemaFile(schema);
}

/** The options of the commands under `access`. Each has some of them. */
export interface FileOptions extends AssumptionOptions {
  readonly json?: boolean;
  readonly role?: readonly string[];
  readonly operation?: string;
}

/** Adds a command under `access` that reads a schema and a file. Shared options may stand before or after its name. */
export function addFileCommand(
  access: Command,
  usage: string,
  run: (schema: GraphQLSchema, file: string, options: FileOptions) => CommandResult,
): Command {
  return addSchemaOptions(access.command(usage)).action(
    (file: string, options: FileOptions & SchemaOptions) =>
      printResult(async () => {
        const before = access.opts<FileOptions & SchemaOptions>();
        const modules = [...(before.modules ?? []), ...(options.modules ?? [])];
        const schema = await schemaOf({ modules, schema: options.schema ?? before.schema });
        return run(schema, file, { ...before, ...options });
      }),
  );
}

/** Commander exits with 1 on invalid usage, but here 1 is a result. */
function exitWithTwo({ exitCode }: { exitCode: number }): never {
  process.exit(exitCode === 0 ? 0 : 2);
}
