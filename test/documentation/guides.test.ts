import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessTable, type RowFilter, rowFilter, type Viewer } from '@graphward/authorization';
import { type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import { defineModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { startGraphward } from '../support/graphward.js';
import { examplesOf, runGuide, startGuide, syntaxErrorsOf } from '../support/guides.js';
import { codeOf, labelledBlocks, projectRoot } from '../support/readme.js';

const objectPolicy = 'docs/object-policy.md';
const migrations = readdirSync(join(projectRoot, 'docs/migrate'))
  .filter((name) => name.startsWith('from-'))
  .map((name) => `docs/migrate/${name}`);

/** Without locations, which the guides omit, and without null prototypes. */
function shownResult(result: unknown): unknown {
  const { data, errors } = JSON.parse(JSON.stringify(result)) as {
    readonly data?: object | null;
    readonly errors?: readonly GraphQLFormattedError[];
  };
  if (!errors) return { data };
  return { data, errors: errors.map(({ message, path, extensions }) => ({ message, path, extensions })) };
}

describe.each<readonly [string, string]>([
  [objectPolicy, 'plain.ts'],
  [objectPolicy, 'yoga.ts'],
  ...migrations.map((file) => [file, 'after.ts'] as const),
])('%s: %s', (file, label) => {
  const send = startGuide(file, label);

  const examples = examplesOf(file).map((each) => ({
    ...each,
    text: each.operation.replaceAll(/\s+/g, ' '),
  }));

  it.each(examples)('returns to $viewer what it shows for $text', async ({ viewer, operation, result }) => {
    expect(shownResult(await send(operation, `${viewer}-key`))).toEqual(result);
  });
});

describe.each(migrations)('%s', (file) => {
  it('shows valid code before the migration', () => {
    const before = labelledBlocks(file).filter(({ label }) => label.startsWith('before'));
    expect(before).not.toEqual([]);
    for (const { language, code } of before) {
      if (language === 'graphql') parse(code);
      if (language === 'ts' || language === 'js') expect(syntaxErrorsOf(code)).toEqual([]);
    }
  });
});

describe(objectPolicy, () => {
  const { schema, contextOf } = runGuide(objectPolicy, 'issues.ts') as {
    readonly schema: GraphQLSchema;
    readonly contextOf: (key: string) => { readonly viewer: Viewer | null };
  };
  const rowsOf = (name: string) => {
    const context = contextOf(`${name}-key`);
    return rowFilter(schema, 'Issue', context.viewer, context);
  };
  const shown = (label: string): unknown => JSON.parse(codeOf(label, objectPolicy));

  it('shows the row filters and the access table', () => {
    expect(rowsOf('alice')).toEqual(shown('alice-rows'));
    expect(rowsOf('erin')).toEqual(shown('erin-rows'));
    expect(accessTable(schema)['Issue.title']).toEqual(shown('table'));
  });

  it('shows a translation to SQL', () => {
    const { toSql } = runGuide(objectPolicy, 'sql.ts') as {
      readonly toSql: (filter: RowFilter, columns: Record<string, string>, parameters: string[]) => string;
    };
    const columns = { tenantId: 'tenant_id', authorId: 'author_id', state: 'state' };
    const parameters: string[] = [];
    expect(toSql(rowsOf('alice'), columns, parameters)).toBe(
      '(tenant_id IN ($1) AND (author_id IN ($2) OR state IN ($3)))',
    );
    expect(parameters).toEqual(['acme', 'alice', 'OPEN']);
    expect(toSql({ or: [true, false, { field: 'state', in: [] }] }, columns, [])).toBe(
      '(TRUE OR FALSE OR FALSE)',
    );
    expect(() => toSql({ field: 'id', in: ['1'] }, columns, [])).toThrow('No column for id.');
  });

  it('shows a module that works in the server', async () => {
    const { tracker } = runGuide(objectPolicy, 'module.ts') as {
      readonly tracker: ReturnType<typeof defineModule>;
    };
    const issue = (id: string, tenantId: string, state: string) =>
      ({ id, tenantId, state, authorId: 'somebody', title: `issue ${id}` }) as const;
    const data = defineModule({
      name: 'data',
      typeDefs: 'extend type Query { unused: Int @public }',
      start: async ({ connection }) => {
        const documents = [
          issue('1', 'acme', 'OPEN'),
          issue('2', 'acme', 'DRAFT'),
          issue('3', 'globex', 'OPEN'),
        ];
        await connection.getClient().db().collection('issues').insertMany(documents);
        return undefined;
      },
    });
    const server = await startGraphward({ modules: [tracker, data] });
    try {
      const [alice, root] = [await server.signUp('alice'), await server.signUp('root', 'ADMIN')];
      const list = '{ issues { nodes { id } totalCount } }';
      expect(expectData(await server.as(alice).ask(list))).toEqual({ issues: { nodes: [], totalCount: 0 } });

      const join = 'mutation ($userId: ID!) { join(userId: $userId, tenantId: "acme") }';
      expectData(await server.as(root).ask(join, { userId: alice.id }));
      expectCode(await server.as(alice).ask(list), 'UNAUTHENTICATED', 'TOKEN_STALE');
      const member = server.as(await server.signIn(alice));
      expect(expectData(await member.ask(list))).toEqual({ issues: { nodes: [{ id: '1' }], totalCount: 1 } });
      expect(expectData(await member.ask('{ issue(id: "1") { title } }'))).toEqual({
        issue: { title: 'issue 1' },
      });
      for (const id of ['2', '3', '99'])
        expectCode(await member.ask(`{ issue(id: "${id}") { title } }`), 'FORBIDDEN');

      const rename = 'mutation ($id: ID!) { rename(id: $id, title: "New") { title } }';
      expect(expectData(await member.ask(rename, { id: '1' }))).toEqual({ rename: { title: 'New' } });
      expectCode(await member.ask(rename, { id: '2' }), 'FORBIDDEN');
    } finally {
      await server.stop();
    }
  });
});
