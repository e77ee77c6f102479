import { accessReport, accessTable } from '@graphward/authorization';
import type { Command } from 'commander';
import type { GraphQLSchema } from 'graphql';
import { addModulesOption, collect, loadSchema } from '../schema-source.js';
import { type Answer, giveAnswer } from './access-answer.js';
import { paintForStdout } from './access-columns.js';
import { explainFile, type ExplainOptions } from './access-explain.js';
import { formatAccessReport } from './access-json.js';
import { columnsOf, groupRows } from './access-rows.js';
import { formatTable } from './access-text.js';
import { compareAccess } from './diff/compare-access.js';
import { formatDiff } from './diff/format-diff.js';
import { readAccessFile } from './diff/read-access-file.js';
import { renderAccessPage } from './page/page.js';
import { loadSchemaFile } from './schema-file.js';

interface SchemaOptions {
  readonly modules?: readonly string[];
  readonly schema?: string | undefined;
}

interface AccessOptions extends SchemaOptions {
  readonly json?: boolean;
  readonly html?: boolean;
  readonly diff?: string;
}

const accessHelp = `
With --diff, the exit code is 0 only if every change is provably narrower, and 1 if any other change was found, so that
CI can ask somebody to review it; 2 when something is wrong with the files. Reported are, as "wider" or as "changed,
not provably narrower": removed rules, changed rules that are not stricter, new coordinates, roles that include more,
new members of unions and interfaces, changed types, and changed defaults of protected arguments and input fields.
With --html --diff changes are marked in the page; --json --diff prints them as JSON.`;

const explainHelp = `
Exit code: 0 nothing is denied, 1 something is, 2 the file is no valid document. Places open to an object's owner are
not listed, nor is maxAge: they depend on the object and on the moment.`;

export function addAccessCommand(program: Command): void {
  const access = addSchemaOptions(program.command('access'))
    .description('Show who may use what, as a table. Needs no database and no server.')
    .option('--json', 'as JSON, to be kept and compared')
    .option('--html', 'as one self-contained page')
    .option('--diff <old.json>', 'what changed since this output of --json')
    .addHelpText('after', accessHelp)
    .enablePositionalOptions()
    .exitOverride(exitWithTwo)
    .action((options: AccessOptions) => giveAnswer(() => showAccess(options)));

  addSchemaOptions(access.command('explain <file>'))
    .description('List what of a GraphQL operation is denied, and by which rule.')
    .option(
      '--role <role>',
      'for a viewer with this role; repeatable. Without it, for one not signed in',
      collect,
    )
    .option('--operation <name>', 'which operation, if the file has several')
    .addHelpText('after', explainHelp)
    .exitOverride(exitWithTwo)
    .action((file: string, options: ExplainOptions & SchemaOptions) =>
      giveAnswer(async () => {
        const before = access.opts<SchemaOptions>();
        const modules = [...(before.modules ?? []), ...(options.modules ?? [])];
        const schema = await schemaOf({ modules, schema: options.schema ?? before.schema });
        return explainFile(schema, file, options);
      }),
    );
}

/** The table, or what changed in it, in the form that the options ask for. */
export async function showAccess({ json, html, diff: old, ...source }: AccessOptions): Promise<Answer> {
  if (json && html) throw new Error('Give --json or --html, not both.');
  const schema = await schemaOf(source);
  const table = accessTable(schema);
  const report = accessReport(schema);
  const diff = old === undefined ? undefined : compareAccess(readAccessFile(old), report);
  const exitCode = diff?.needsReview ? 1 : 0;
  if (html) return { text: renderAccessPage(schema, table, diff), exitCode };
  if (json)
    return { text: diff ? `${JSON.stringify(diff, null, 2)}\n` : formatAccessReport(report), exitCode };
  if (diff) return { text: formatDiff(diff, paintForStdout), exitCode };
  return { text: formatTable(groupRows(schema, table), columnsOf(schema), table, paintForStdout), exitCode };
}

function addSchemaOptions(command: Command): Command {
  return addModulesOption(command).option(
    '--schema <file>',
    'read the GraphQLSchema of any other server, which this JavaScript file exports (default export or `schema`)',
  );
}

function schemaOf({ modules = [], schema }: SchemaOptions): Promise<GraphQLSchema> {
  if (schema === undefined) return loadSchema(modules);
  if (modules.length > 0) throw new Error('Use either --schema or --modules, not both.');
  return loadSchemaFile(schema);
}

/** Commander exits with 1 on invalid usage, but here 1 is a result. */
function exitWithTwo({ exitCode }: { exitCode: number }): never {
  process.exit(exitCode === 0 ? 0 : 2);
}
