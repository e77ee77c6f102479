import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessTable, type AccessTable } from '../../src/authorization/index.js';
import { showAccess } from '../../src/cli/access.js';
import { explainFile } from '../../src/cli/access-explain.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, program, runCommand, startProgram } from '../support/process.js';

afterAll(cleanUpProcesses);

const schema = buildSchema([]);
const table = accessTable(schema);
const articles = join(__dirname, '../../examples/articles/module.mjs');

describe('graphward access', () => {
  test('shows the table without a database, a secret or colours', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['access']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^type Query +ANONYMOUS +USER +EDITOR +ADMIN\n/);
    expect(stdout).toMatch(/\ntype User .*\n(?: {2}.*\n)* {2}email +deny +owner +owner +allow\n/);
    expect(stdout).toMatch(/\n {2}setUserRoles +deny +deny +deny +allow\+reauth\n {4}input: +deny/);
    expect(stdout).not.toContain('\u001b');
  });

  test('ends with 2, and says why, when it is called wrongly or a file is wrong', async () => {
    const wrong = [
      ['access', '--nonsense'],
      ['access', '--diff', 'no.json'],
    ];
    expect(await Promise.all(wrong.map((args) => runCommand(args)))).toMatchObject([
      { exitCode: 2, stdout: '', stderr: expect.stringContaining("unknown option '--nonsense'") as string },
      { exitCode: 2, stdout: '', stderr: 'no.json cannot be read: there is no such file.\n' },
    ]);
  });

  test('tells what is wrong with a module', async () => {
    const mistakes = [
      ['export default [', /cannot be loaded: Unexpected end of input/],
      ['export default [{}]', /must export modules, by default or as `modules`/],
      [
        `export default { name: 'x', resolvers: {}, typeDefs: 'extend type Query { open: ID }' }`,
        / Query.open: /,
      ],
    ] as const;
    const files = mistakes.map(([content]) => fileWith(content, '.mjs'));
    const load = `import { loadSchema } from ${JSON.stringify(join(program, '../schema-source.js'))};
      for (const file of process.argv.slice(1)) await loadSchema([file]).catch(({ message }) => console.log(message + '\\0'));`;
    const args = ['--input-type=module', '--eval', load, ...files, 'none.mjs'];
    const { stdout } = await startProgram(process.execPath, args, {}).ended;
    const patterns = [...mistakes.map(([, message]) => message), /there is no file none\.mjs/];
    expect(stdout.split('\0\n')).toEqual([
      ...patterns.map((message) => expect.stringMatching(message) as string),
      '',
    ]);
  });
});

describe('graphward access --diff', () => {
  const widened = { 'User.email': { ...table['User.email'], USER: 'deny' } } as AccessTable;
  const narrowed = { 'User.disabled': { ...table['User.disabled'], USER: 'allow' } } as AccessTable;

  test.each<[string, AccessTable, number, string]>([
    ['nothing changed', {}, 0, 'The policy is the same.\n'],
    ['access became narrower', narrowed, 0, 'User.disabled: USER allow → deny (narrower)'],
    ['access became wider', widened, 1, 'User.email: USER deny → owner (wider)'],
    ['both', { ...narrowed, ...widened }, 1, 'Access became wider.'],
  ])('says so when %s', async (_what, differences, exitCode, message) => {
    const diff = fileWith({ ...table, ...differences });
    const answer = await showAccess({ diff });
    expect(answer).toEqual({ exitCode, text: expect.stringContaining(message) as string });
    expect((await showAccess({ diff, json: true })).exitCode).toBe(exitCode);
  });

  test('gives the changes as JSON', async () => {
    const { text } = await showAccess({ json: true, diff: fileWith({ ...table, ...widened }) });
    expect(JSON.parse(text)).toMatchObject({
      isWider: true,
      wider: [{ coordinate: 'User.email', role: 'USER', before: 'deny', after: 'owner' }],
      narrower: [],
    });
  });

  test('ends with 1 when access became wider, so that CI stops', async () => {
    const diff = fileWith({ ...table, ...widened });
    const result = await runCommand(['access', '--diff', diff], { env: { FORCE_COLOR: '1' } });
    expect(result).toMatchObject({ exitCode: 1, stderr: '' });
    expect(result.stdout).toContain('\u001b[31mWider\u001b[39m\n  User.email: ');
  });

  test.each([
    ['no JSON', '{', /is not JSON: /],
    ['a list', '[]', /is no access table: .*graphward access --json/],
    ['unknown cells', '{"A.b":{"ANONYMOUS":"maybe"}}', /is no access table at A\.b ANONYMOUS: /],
    ['rows without ANONYMOUS', '{"A.b":{"USER":"deny"}}', /is no access table at A\.b ANONYMOUS: /],
    ['something else', '{"name":{"ANONYMOUS":"deny"}}', /is no access table at name: /],
  ])('refuses a file with %s', async (_what, content, message) => {
    await expect(showAccess({ diff: fileWith(content) })).rejects.toThrow(message);
  });
});

describe('graphward access explain', () => {
  const operation = 'query A { me { mail: email disabled } users { totalCount } }';

  test('lists what is denied, and where its rule stands', () => {
    const lineOf = (file: string, text: string) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
    };
    const { text, exitCode } = explainFile(schema, fileWith(operation), { role: ['USER'] });
    expect(exitCode).toBe(1);
    expect(text.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['Denied for USER:'],
      ['me.disabled', 'User.disabled', '@auth(requires: ADMIN)', lineOf('schema/user.graphql', 'disabled: ')],
      ['users', 'Query.users', '@auth(requires: ADMIN)', lineOf('schema/user.graphql', '): UserConnection')],
      [''],
    ]);
  });

  test.each([
    [{}, 1, 'Denied for ANONYMOUS:\n  me '],
    [{ role: ['ADMIN'] }, 0, 'Nothing is denied for ADMIN.\n'],
    [{ role: ['USER', 'ADMIN'] }, 0, 'Nothing is denied for USER and ADMIN.\n'],
  ])('answers for the roles given: %j', (options, exitCode, beginning) => {
    const answer = explainFile(schema, fileWith(operation), options);
    expect(answer).toEqual({ exitCode, text: expect.stringMatching(`^${beginning}`) as string });
  });

  test.each([
    ['a syntax error', '{ me {', {}, /:1:7 Syntax Error: /],
    ['an unknown field', '{ me { phone } }', {}, /:1:8 Cannot query field "phone"/],
    ['a file of fragments', 'fragment F on User { id }', {}, /Fragment "F" is never used/],
    ['several operations', `${operation} query B { me { id } }`, {}, /--operation\. There are: A, B\./],
    ['an unknown operation', operation, { operation: 'C' }, /There is no operation C\. There are: A\./],
    ['an unknown role', operation, { role: ['OWNER'] }, /There is no role OWNER\. There are: USER, /],
  ])('refuses %s', (_what, content, options, message) => {
    expect(() => explainFile(schema, fileWith(content), options)).toThrow(message);
  });

  test('takes the operation that is named, the roles and modules from the command line', async () => {
    const file = fileWith('query A { drafts { id } } query B($id: ID!) { draft(id: $id) { remarks } }');
    const result = await runCommand([
      'access',
      'explain',
      '--modules',
      articles,
      '--role',
      'USER',
      '--operation',
      'B',
      file,
    ]);
    expect(result).toMatchObject({ exitCode: 1, stderr: '' });
    expect(result.stdout).toMatch(
      /draft\.remarks {2}Draft\.remarks {2}@auth\(requires: EDITOR\) {2}articles\.graphql:\d+\n$/,
    );
  });
});

function fileWith(content: string | AccessTable, ending = ''): string {
  const file = join(temporaryFolder(), `file${ending}`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
