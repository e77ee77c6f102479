import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { readPolicy, visibleSchema } from '@graphward/authorization';
import type { Command } from 'commander';
import { type GraphQLSchema, printSchema } from 'graphql';
import { printResult } from './access/command-result.js';
import { checkRoles } from './check-roles.js';
import { addModulesOption, collect } from './modules-option.js';
import { loadSchema } from './schema-source.js';

interface PrintOptions {
  readonly role?: readonly string[];
  readonly anonymous?: boolean;
  readonly modules?: readonly string[];
}

export function addSchemaCommand(program: Command): void {
  const schema = program.command('schema').description('Inspect the schema. Needs no database or server.');
  addModulesOption(schema.command('print'))
    .description(
      'Print the SDL for codegen and linters: the whole schema with its policy, or the part that a viewer may use.',
    )
    .option('--role <role>', 'only what a viewer with this role may use; repeatable', collect)
    .option('--anonymous', 'only what an anonymous viewer may use')
    .action((options: PrintOptions) =>
      printResult(async () => ({ text: printSdl(await loadSchema(options.modules), options), exitCode: 0 })),
    );
}

/** Prints the whole schema with its applied directives, or the part that a viewer may use. */
export function printSdl(schema: GraphQLSchema, { role, anonymous = false }: PrintOptions): string {
  if (role && anonymous) throw new Error('Use either --role or --anonymous, not both.');
  checkRoles(role ?? [], readPolicy(schema).roles.names);
  const sdl =
    role || anonymous ? printSchema(visibleSchema(schema, role ?? null)) : printSchemaWithDirectives(schema);
  return `${sdl.trimEnd()}\n`;
}
