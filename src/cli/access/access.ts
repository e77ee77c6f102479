import { accessReport, accessTable, formatAccessReport } from '@graphward/authorization';
import type { Command } from 'commander';
import { collect } from '../modules-option.js';
import { paintForStdout } from './access-columns.js';
import { explainFile } from './access-explain.js';
import { columnsOf, groupRows } from './access-rows.js';
import { formatTable } from './access-text.js';
import { assertFile } from './assert/assert-file.js';
import { type CommandResult, printResult } from './command-result.js';
import { compareAccess } from './diff/compare-access.js';
import { formatDiff } from './diff/format-diff.js';
import { readAccessFile } from './diff/read-access-file.js';
import { checkOperations } from './operations/check-operations.js';
import { renderAccessPage } from './page/page.js';
import { addFileCommand, addSchemaOptions, schemaOf, type SchemaOptions } from './schema-options.js';
import { scopeWarnings } from './scope-warnings.js';

interface AccessOptions extends SchemaOptions {
  readonly json?: boolean;
  readonly html?: boolean;
  readonly diff?: string;
}

const accessHelp = `
With --diff, the exit code is 0 if every change is provably narrower, 1 if any other change needs a review, and 2 if a
file is invalid. These changes are reported, as "wider" or as "changed, not provably narrower": removed rules, changed
rules that are not stricter, new coordinates, roles that include more, new members of unions and interfaces, changed
types, changed defaults of protected arguments and input fields, and a removed @filtered.
--html --diff marks changes in the page; --json --diff prints them as JSON.`;

const explainHelp = `
Without --role and the options about the viewer, the viewer is anonymous. Rules that depend on the object, the viewer's
scopes or the time are not listed, unless --viewer-id, --groups, --scopes and --object say what these are. The object then
stands for every object of the operation whose type has rules that read its fields. What still depends on something that
is not given, such as a policy, is listed as undecided.

Exit code: 0 if nothing is denied, 1 if something is, 2 if the file is not a valid document or an option is invalid.`;

const assertHelp = `
The file has one expectation per line. # starts a comment.
  deny ANONYMOUS User.email             the role may not use it
  deny USER Draft.* unless owner|group  or only under these conditions: owner, group, policy, scope
  only ADMIN Mutation.setUserRoles      ADMIN may use it; nobody else, except roles that inherit ADMIN
  allow USER Query.me                   the role may use it without a condition
Coordinates: Type.field, Type.field(arg:), Input.field, Enum.VALUE. * stands for any name: User.*, *.email.

Exit code: 0 if all expectations pass, 1 if any fails, 2 if the file cannot be read or has no expectations. A malformed
line, an unknown role, and a pattern without a match also fail.`;

const operationsHelp = `
The path is a folder with .graphql or .gql files, or a manifest of persisted operations: the JSON of GraphQL Code
Generator's client preset or of Apollo's generate-persisted-query-manifest.

Exit code: 0 if no operation is denied to a role given with --role, 1 if one is or if an operation is invalid, 2 if a file
cannot be read. Rules with conditions such as owner or maxAge are not listed, because they depend on the object and on
the time.`;

export function addAccessCommand(program: Command): void {
  const access = addSchemaOptions(program.command('access'))
    .description('Print who may use what, as a table. Needs no database and no server.')
    .option('--json', 'as JSON, to store and compare')
    .option('--html', 'as one self-contained page')
    .option('--diff <old.json>', 'compare with this earlier output of --json')
    .addHelpText('after', accessHelp)
    .enablePositionalOptions()
    .action((options: AccessOptions) => printResult(() => showAccess(options)));

  addFileCommand(access, 'explain <file>', explainFile)
    .description('List the parts of a GraphQL operation that are denied, and the rules that deny them.')
    .option('--role <role>', 'for a viewer with this role; repeatable. Default: anonymous', collect)
    .option('--operation <name>', 'the name of the operation, if the file has several')
    .option('--viewer-id <id>', 'for the viewer with this ID')
    .option('--groups <ids>', 'the groups of the viewer, separated by commas; empty: none')
    .option('--scopes <names>', 'the scopes of the viewer, separated by commas; empty: none')
    .option('--object <json>', 'the fields of the objects that owner and group name: {"authorId":"7"}')
    .addHelpText('after', explainHelp);

  addFileCommand(access, 'assert <file>', assertFile)
    .description('Check the expectations in a file, such as `deny USER User.email unless owner`.')
    .option('--json', 'print the failures as JSON')
    .addHelpText('after', assertHelp);

  addFileCommand(access, 'operations <path>', checkOperations)
    .description(
      'List what each operation of a folder or a manifest is denied, and the grants that none of them uses.',
    )
    .option(
      '--role <role>',
      'for a viewer with this role, or ANONYMOUS; repeatable. Default: all of them',
      collect,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', operationsHelp);
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
