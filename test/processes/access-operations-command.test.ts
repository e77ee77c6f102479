import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkOperations } from '../../src/cli/access/operations/check-operations.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, program, runCommand } from '../support/process.js';

afterAll(cleanUpProcesses);

const articles = join(__dirname, '../../examples/articles/dist/module.js');
const schema = buildSchema([]);
const me = 'query Me { me { id email } }';
const users = 'query Users { users { edges { node { disabled } } } }';
const operations = { 'me.graphql': me, 'admin/users.gql': users };

describe('graphward access operations', () => {
  it('lists what a role is denied and what no operation uses, and exits with 1', async () => {
    const cwd = folderWith({
      'me.graphql': 'query Me { me { ...Person } }',
      'admin/users.gql': 'query Users { users { edges { node { ...Person disabled } } } }',
      'fragments/person.graphql': 'fragment Person on User { id email }',
      'node_modules/other/broken.graphql': '{',
      'readme.md': '{',
    });
    const { exitCode, stdout, stderr } = await check(['--role', 'USER', '.'], cwd);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    const [denials, unused] = stdout.split('\n\n');
    expect(denials?.replaceAll(/graphql:\d+$/gm, 'graphql:LINE')).toBe(`Denied for USER, in 1 of 2 operations:
  query Users  admin/users.gql:1
    users                      Query.users    @auth(requires: ADMIN)  schema/user.graphql:LINE
    users.edges.node.disabled  User.disabled  @auth(requires: ADMIN)  schema/user.graphql:LINE`);
    expect(unused).toMatch(/^Grants that no operation uses:\n/);
    expect(unused).toMatch(/^ {2}Query\.user +ADMIN +@auth\(requires: ADMIN\) +schema\/user\.graphql:/m);
    expect(unused).toMatch(/^ {2}User\.roles +USER, EDITOR, ADMIN +@auth\(requires: ADMIN, owner: "id"\) /m);
    expect(unused).not.toMatch(/User\.email |User\.disabled|Query\.me |Query\.users/);
  });

  it.each<[string, string[], number, RegExp]>([
    ['a role that is denied nothing', ['--role', 'ADMIN'], 0, /^Nothing is denied for ADMIN\.\n\nGrants/],
    ['an anonymous viewer', ['--role', 'ANONYMOUS'], 1, /^Denied for ANONYMOUS, in 2 of 2 operations:\n/],
    [
      'several roles, each alone',
      ['--role', 'ADMIN', '--role', 'USER'],
      1,
      /^Nothing is denied for ADMIN\.\n\nDenied for USER/,
    ],
    [
      'all roles',
      [],
      0,
      /^Denied for ANONYMOUS, .*\n\nDenied for USER, .*\n\nDenied for EDITOR, .*\n\nNothing is denied for ADMIN\.\n/s,
    ],
  ])('checks %s', async (_whom, args, exitCode, output) => {
    const result = await check([...args, '.'], folderWith(operations));
    expect(result).toEqual({ exitCode, stdout: expect.stringMatching(output) as string, stderr: '' });
  });

  it.each<[string, object]>([
    ["the client preset's manifest", { '3f2a': me, '77b0': users }],
    [
      "Apollo's manifest",
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: '3f2a', name: 'Me', type: 'query', body: me },
          { id: '77b0', name: 'Users', type: 'query', body: users },
        ],
      },
    ],
  ])('reads %s, and prints JSON', async (_which, manifest) => {
    const cwd = folderWith({ 'manifest.json': JSON.stringify(manifest) });
    const { exitCode, stdout } = await check(['--role', 'USER', '--json', 'manifest.json'], cwd);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      operations: [
        { name: 'Me', kind: 'query', location: 'manifest.json#3f2a:1', denied: { USER: [] } },
        {
          name: 'Users',
          kind: 'query',
          location: 'manifest.json#77b0:1',
          denied: {
            USER: [
              {
                path: 'users',
                coordinate: 'Query.users',
                requirement: '@auth(requires: ADMIN)',
                location: expect.stringMatching(/^schema\/user\.graphql:\d+$/) as string,
              },
              expect.objectContaining({ path: 'users.edges.node.disabled', coordinate: 'User.disabled' }),
            ],
          },
        },
      ],
      invalid: [],
      unusedGrants: expect.arrayContaining([
        {
          coordinate: 'User.roles',
          rules: ['@auth(requires: ADMIN, owner: "id")'],
          from: [expect.stringMatching(/^schema\/user\.graphql:\d+$/)],
          access: { ANONYMOUS: 'deny', USER: 'owner', EDITOR: 'owner', ADMIN: 'allow' },
        },
      ]) as unknown,
    });
  });

  it('reports invalid operations with their file, and exits with 1 even if nothing is denied', async () => {
    const cwd = folderWith({
      ...operations,
      'old.graphql': 'query Old { me { phone } }',
      'broken.graphql': '{ me {',
    });
    const { exitCode, stdout } = await check(['--role', 'ADMIN', '.'], cwd);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^Invalid:\n {2}broken\.graphql\n {4}broken\.graphql:1:7 Syntax Error: .*\n {2}Old old\.graphql:1\n {4}old\.graphql:1:18 Cannot query field "phone" on type "User"\.\n\nNothing is denied for ADMIN\.\n/,
    );
    const escaped = await check(
      ['ids.json'],
      folderWith({ 'ids.json': JSON.stringify({ '\u001b[2J': '{' }) }),
    );
    expect(escaped.stdout).toMatch(/^Invalid:\n {2}ids\.json#\\u\{1b\}\[2J\n/);
  });

  it('checks modules, and the schema of another server', async () => {
    const exported = `
      import { buildSchema } from '${join(__dirname, '../../node_modules/graphql/index.js')}';
      import { authorizationTypeDefs } from '${join(program, '../../authorization.js')}';
      export const schema = buildSchema(authorizationTypeDefs + 'enum Role { GUEST } type Query { mine: ID @auth }');`;
    const cwd = folderWith({
      'drafts.graphql': '{ drafts { remarks } }',
      'other/mine.graphql': '{ mine }',
      'schema.mjs': exported,
    });
    const ofModule = await check(['--modules', articles, '--role', 'USER', 'drafts.graphql'], cwd);
    expect(ofModule).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/ drafts\.remarks +Draft\.remarks /) as string,
    });
    expect(await check(['--schema', 'schema.mjs', '--role', 'GUEST', 'other'], cwd)).toEqual({
      exitCode: 0,
      stdout: 'Nothing is denied for GUEST.\n\nEvery grant is used by an operation.\n',
      stderr: '',
    });
  });

  it.each<[string, string[], RegExp]>([
    ['a missing file', ['missing'], /^missing cannot be read: there is no such file\.\n$/],
    ['escape sequences', ['escapes.json'], /^escapes\.json is not JSON: \P{Cc}+\n$/u],
    ['an unknown role', ['--role', 'OWNER', '.'], /^Unknown role: OWNER\. Known roles: ANONYMOUS, USER, /],
    ['a missing argument', [], /missing required argument 'path'/],
  ])('exits with 2 and an error message: %s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await check(args, folderWith({ 'escapes.json': '{\u001b[2J' }));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  const apollo = { format: 'apollo-persisted-query-manifest', version: 1 };
  it.each<[string, string, string | object, RegExp]>([
    ['an empty folder', 'readme.md', '', /has no \.graphql or \.gql files, not even in its folders\.$/],
    ['fragments only', 'f.graphql', 'fragment F on User { id }', /has no operations, only fragments\.$/],
    ['invalid JSON', 'm.json', '{', /m\.json is not JSON: /],
    ['an empty manifest', 'm.json', {}, /m\.json has no operations\.$/],
    ['a list', 'm.json', [], /m\.json is not a manifest of persisted operations: .*Pass a folder/],
    [
      'a document that is not text',
      'm.json',
      { '3f2a': 1 },
      /is not a manifest .* at "3f2a": .*Pass a folder/,
    ],
    [
      'a later version',
      'm.json',
      { ...apollo, version: 2, operations: [] },
      /is not a manifest .* at "version": /,
    ],
    [
      'an operation without a body',
      'm.json',
      { ...apollo, operations: [{ id: '1', name: 'A' }] },
      /is not a manifest .* at "operations" 0 "body": /,
    ],
  ])('rejects %s', (_what, name, content, message) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const folder = folderWith({ [name]: text });
    const path = name.endsWith('.json') ? join(folder, name) : folder;
    expect(() => checkOperations(schema, path, {})).toThrow(message);
  });

  it('rejects a folder with a file that cannot be read', () => {
    const folder = folderWith({ 'me.graphql': me });
    symlinkSync('nowhere', join(folder, 'link.graphql'));
    expect(() => checkOperations(schema, folder, {})).toThrow(
      /link\.graphql cannot be read: there is no such file\.$/,
    );
  });
});

function check(args: readonly string[], cwd: string) {
  return runCommand(['access', 'operations', ...args], { cwd });
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
