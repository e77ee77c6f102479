import { accessReport, accessTable } from '@graphward/authorization';
import type { Command } from 'commander';
import type { GraphQLSchema } from 'graphql';
import { addModulesOption, collect, loadSchema } from '../schema-source.js';
import { paintForStdout } from './access-columns.js';
import { explainFile, type ExplainOptions } from './access-explain.js';
import { formatAccessReport } from './access-json.js';
import { columnsOf, groupRows } from './access-rows.js';
import { formatTable } from './access-text.js';
import { type CommandResult, printResult } from './command-result.js';
import { compareAccess } from './diff/compare-access.js';
import { formatDiff } from './diff/format-diff.js';
import { readAccessFile } from './diff/read-access-file.js';
import { renderAccessPage } from './page/page.js';
import { loadSchemaFile } from './schema-file.js';
import { scopeWarnings } from './scope-warnings.js';

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
With --diff, the exit code is 0 if every change is provably narrower, 1 if any other change needs a review, and 2 if a
file is invalid. These changes are reported, as "wider" or as "changed, not provably narrower": removed rules, changed
rules that are not stricter, new coordinates, roles that include more, new members of unions and interfaces, changed
types, and changed defaults of protected arguments and input fields.
--html --diff marks changes in the page; --json --diff prints them as JSON.`;

const explainHelp = `
Without --role and the options about the viewer, the viewer is anonymous. Rules that depend on the object, the viewer's
scopes or the time are not listed, unless --viewer-id, --groups, --scopes and --object say what these are. The object then
stands for every object of the operation whose type has rules that read its fields. What still depends on something that
is not given, such as a policy, is listed as undecided.

Exit code: 0 if nothing is denied, 1 if something is, 2 if the file is not a valid document or an option is invalid.`;

export function addAccessCommand(program: Command): void {
  const access = addSchemaOptions(program.command('access'))
    .description('Print who may use what, as a table. Needs no database and no server.')
    .option('--json', 'as JSON, to store and compare')
    .option('--html', 'as one self-contained page')
    .option('--diff <old.json>', 'compare with this earlier output of --json')
    .addHelpText('after', accessHelp)
    .enablePositionalOptions()
    .exitOverride(exitWithTwo)
    .action((options: AccessOptions) => printResult(() => showAccess(options)));

  addSchemaOptions(access.command('explain <file>'))
    .description('List the parts of a GraphQL operation that are denied, and the rules that deny them.')
    .option('--role <role>', 'for a viewer with this role; repeatable. Default: anonymous', collect)
    .option('--operation <name>', 'the name of the operation, if the file has several')
    .option('--viewer-id <id>', 'for the viewer with this ID')
    .option('--groups <ids>', 'the groups of the viewer, separated by commas; empty: none')
    .option('--scopes <names>', 'the scopes of the viewer, separated by commas; empty: none')
    .option('--object <json>', 'the fields of the objects that owner and group name: {"authorId":"7"}')
    .addHelpText('after', explainHelp)
    .exitOverride(exitWithTwo)
    .action((file: string, options: ExplainOptions & SchemaOptions) =>
      printResult(async () => {
        const before = access.opts<SchemaOptions>();
        const modules = [...(before.modules ?? []), ...(options.modules ?? [])];
        const schema = await schemaOf({ modules, schema: options.schema ?? before.schema });
        return explainFile(schema, file, options);
      }),
    );
}

/** The table, or what changed in it, in the form that the options ask for. */
export async function showAccess({
  json,
  html,
  diff: old,
  ...source
}: AccessOptions): Promise<CommandResult> {
  if (json && html) throw new Error('Use either --json or --html, not both.');
  const schema = await schemaOf(source);
  const table = accessTable(schema);
  const report = accessReport(schema);
  const diff = old === undefined ? undefined : compareAccess(readAccessFile(old), report);
  const result = { exitCode: diff?.needsReview ? 1 : 0, warnings: scopeWarnings(schema) } as const;
  if (html) return { text: renderAccessPage(schema, table, diff), ...result };
  if (json)
    return { text: diff ? `${JSON.stringify(diff, null, 2)}\n` : formatAccessReport(report), ...result };
  if (diff) return { text: formatDiff(diff, paintForStdout), ...result };
  return { text: formatTable(groupRows(schema, table), columnsOf(schema), table, paintForStdout), ...result };
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
