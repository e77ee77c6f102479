import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { clientSchema, readPolicy, visibleSchema } from '@graphward/authorization';
import { type Command, Option } from 'commander';
import { GraphQLSchema, type NameNode, print, printSchema, visit } from 'graphql';
import { printResult } from './access/command-result.js';
import { checkRoles } from './check-roles.js';
import { addModulesOption, collect } from './modules-option.js';
import { loadSchema } from './schema-source.js';

interface PrintOptions {
  readonly role?: readonly string[];
  readonly anonymous?: boolean;
  readonly modules?: readonly string[];
  readonly semanticNulls?: 'on' | 'off';
}

export function addSchemaCommand(program: Command): void {
  const schema = program.command('schema').description('Inspect the schema. Needs no database or server.');
  addModulesOption(schema.command('print'))
    .description(
      'Print the SDL for codegen and linters: the whole schema with its policy, or the part that a viewer may use.',
    )
    .option('--role <role>', 'only what a viewer with this role may use; repeatable', collect)
    .option('--anonymous', 'only what an anonymous viewer may use')
    .addOption(
      new Option(
        '--semantic-nulls <on|off>',
        'whether fields with @semanticNonNull that the role always may use are non-null',
      )
        .choices(['on', 'off'])
        .default('on'),
    )
    .action((options: PrintOptions) =>
      printResult(async () => ({ text: printSdl(await loadSchema(options.modules), options), exitCode: 0 })),
    );
}

/** Prints the whole schema with its applied directives, or the part that a viewer may use, with the types of clients. */
export function printSdl(
  schema: GraphQLSchema,
  { role, anonymous = false, semanticNulls = 'on' }: PrintOptions,
): string {
  if (role && anonymous) throw new Error('Use either --role or --anonymous, not both.');
  checkRoles(role ?? [], readPolicy(schema).roles.names);
  const isPlain = semanticNulls === 'off';
  const sdl =
    role || anonymous ? printVisible(schema, role ?? null, isPlain) : printWithDirectives(schema, isPlain);
  return `${sdl.trimEnd()}\n`;
}

function printVisible(schema: GraphQLSchema, roles: readonly string[] | null, isPlain: boolean): string {
  if (!isPlain) return printSchema(clientSchema(schema, roles));
  const config = visibleSchema(schema, roles).toConfig();
  const directives = config.directives.filter(({ name }) => name !== 'semanticNonNull');
  return printSchema(new GraphQLSchema({ ...config, directives }));
}

function printWithDirectives(schema: GraphQLSchema, isPlain: boolean): string {
  const document = getDocumentNodeFromSchema(schema);
  if (!isPlain) return print(document);
  const remove = ({ name }: { readonly name: NameNode }) =>
    name.value === 'semanticNonNull' ? null : undefined;
  return print(visit(document, { DirectiveDefinition: remove, Directive: remove }));
}
