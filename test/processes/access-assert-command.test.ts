import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertFile } from '../../src/cli/access/assert/assert-file.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, program, runCommand } from '../support/process.js';

afterAll(cleanUpProcesses);

const schema = buildSchema([]);
const articles = join(__dirname, '../../examples/articles/dist/module.js');

describe('graphward access assert', () => {
  it('passes if the policy is as expected', async () => {
    const file = fileWith(`
      # Personal data
      deny ANONYMOUS User.email
      deny USER User.email unless owner
      only ADMIN Mutation.setUserRoles   # with a recent sign-in
      allow USER Query.me`);
    expect(await runCommand(['access', 'assert', file])).toEqual({
      exitCode: 0,
      stdout: 'All 4 expectations pass.\n',
      stderr: '',
    });
  });

  it('lists every failure with its rules and the shortest path, and exits with 1', async () => {
    const file = fileWith('deny ADMIN User.email\n\nonly EDITOR Query.me\nnonsense\ndeny GUEST User.id\n');
    const { exitCode, stdout, stderr } = await runCommand(['access', 'assert', file]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout.replaceAll(file, 'policy').replaceAll(/graphql:\d+/g, 'graphql:LINE'))
      .toBe(`policy:1 deny ADMIN User.email
  User.email is "allow" for ADMIN, expected "deny".
    rule: @auth(requires: ADMIN, owner: "id") schema/user.graphql:LINE
    path: Query.me > User.email

policy:3 only EDITOR Query.me
  Query.me is "allow" for USER, expected "deny".
    rule: @auth schema/user.graphql:LINE
    path: Query.me

policy:4 nonsense
  "nonsense" is not an expectation. Write "deny ROLE PATTERN", "deny ROLE PATTERN unless CONDITION", "only ROLE PATTERN" or "allow ROLE PATTERN".

policy:5 deny GUEST User.id
  Unknown role: GUEST. Known roles: ANONYMOUS, USER, EDITOR, ADMIN. If a module defines the role, pass its file with --modules.

Expectations that fail: 4 of 4.
`);
  });

  it('prints the failures as JSON, with the option on either side of the command', async () => {
    const file = fileWith('allow USER Query.me\ndeny ANONYMOUS LoginInput.email\ndeny USER Usr.email');
    const results = [
      await runCommand(['access', 'assert', '--json', file]),
      await runCommand(['access', '--json', 'assert', file]),
    ];
    for (const { exitCode, stdout } of results) {
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toEqual({
        file,
        expectations: 3,
        failures: [
          {
            line: 2,
            expectation: 'deny ANONYMOUS LoginInput.email',
            problem: 'LoginInput.email is "allow" for ANONYMOUS, expected "deny".',
            coordinate: 'LoginInput.email',
            role: 'ANONYMOUS',
            cell: 'allow',
            rules: [],
            from: [],
            path: ['Mutation.login(input:)', 'LoginInput.email'],
          },
          {
            line: 3,
            expectation: 'deny USER Usr.email',
            problem: 'Nothing in the schema matches Usr.email. Correct the pattern, or remove the line.',
          },
        ],
      });
    }
    const passing = await runCommand(['access', 'assert', '--json', fileWith('allow USER Query.me')]);
    expect(passing.exitCode).toBe(0);
    expect(JSON.parse(passing.stdout)).toMatchObject({ expectations: 1, failures: [] });
  });

  it('checks modules, and the schema of another server', async () => {
    const ofModule = fileWith('deny USER Draft.* unless owner|group\nallow EDITOR Draft.remarks');
    const exported = `
      import { buildSchema } from '${join(__dirname, '../../node_modules/graphql/index.js')}';
      import { authorizationTypeDefs } from '${join(program, '../../authorization.js')}';
      export const schema = buildSchema(authorizationTypeDefs + 'enum Role { GUEST } type Query { mine: ID @auth }');`;
    const other = [
      '--schema',
      fileWith(exported, '.mjs'),
      fileWith('deny ANONYMOUS Query.mine\nallow GUEST Query.mine'),
    ];
    expect(await runCommand(['access', '--modules', articles, 'assert', ofModule])).toMatchObject({
      exitCode: 0,
    });
    expect(await runCommand(['access', 'assert', ...other])).toMatchObject({ exitCode: 0 });
  });

  it.each<[string, string[], RegExp]>([
    ['a missing file', ['none.expect'], /^none\.expect cannot be read: there is no such file\.\n$/],
    ['a missing argument', [], /missing required argument 'file'/],
    ['an unknown option', ['--nonsense', 'file'], /unknown option '--nonsense'/],
    ['a missing schema', ['--schema', 'none.mjs', 'file'], /none\.mjs does not exist/],
  ])('exits with 2 and an error message: %s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await runCommand(['access', 'assert', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('rejects a folder, and a file without expectations', () => {
    expect(() => assertFile(schema, temporaryFolder(), {})).toThrow(/cannot be read: EISDIR/);
    expect(() => assertFile(schema, fileWith('# nothing\n\n'), {})).toThrow(
      /has no expectations\. Write one per line, such as "deny ANONYMOUS User\.email"\.$/,
    );
  });
});

function fileWith(content: string, ending = ''): string {
  const file = join(temporaryFolder(), `file${ending}`);
  writeFileSync(file, content);
  return file;
}
