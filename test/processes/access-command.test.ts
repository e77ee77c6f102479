import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessPlace, type AccessReport, accessReport, accessTable } from '@graphward/authorization';
import { showAccess } from '../../src/cli/access/access.js';
import { explainFile } from '../../src/cli/access/access-explain.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, program, runCommand, startProgram } from '../support/process.js';

afterAll(cleanUpProcesses);

const schema = buildSchema([]);
const report = accessReport(schema);
const articles = join(__dirname, '../../examples/articles/dist/module.js');

describe('graphward access', () => {
  it('shows the table without a database, a secret or colors', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['access']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^type Query +ANONYMOUS +USER +EDITOR +ADMIN\n/);
    expect(stdout).toMatch(/\ntype User .*\n(?: {2}.*\n)* {2}email +deny +owner +owner +allow\n/);
    expect(stdout).toMatch(/\n {2}setUserRoles +deny +deny +deny +allow\+reauth\n {4}input: +deny/);
    expect(stdout).not.toContain('\u001b');
  });

  it('exits with 2 and an error message if an argument or a file is invalid', async () => {
    const wrong = [
      ['access', '--nonsense'],
      ['access', '--diff', 'no.json'],
    ];
    expect(await Promise.all(wrong.map((args) => runCommand(args)))).toMatchObject([
      { exitCode: 2, stdout: '', stderr: expect.stringContaining("unknown option '--nonsense'") as string },
      { exitCode: 2, stdout: '', stderr: 'no.json cannot be read: there is no such file.\n' },
    ]);
  });

  it('reports what is wrong with a module', async () => {
    const invalidModules = [
      ['export default [', /cannot be loaded: Unexpected end of input/],
      ['export default [{}]', /must export modules, as its default export or as `modules`/],
      [
        `export default { name: 'x', resolvers: {}, typeDefs: 'extend type Query { open: ID }' }`,
        / Query.open: /,
      ],
    ] as const;
    const files = invalidModules.map(([content]) => fileWith(content, '.mjs'));
    const load = `import { loadSchema } from ${JSON.stringify(join(program, '../schema-source.js'))};
      for (const file of process.argv.slice(1)) await loadSchema([file]).catch(({ message }) => console.log(message + '\\0'));`;
    const args = ['--input-type=module', '--eval', load, ...files, 'none.mjs'];
    const { stdout } = await startProgram(process.execPath, args, {}).ended;
    const patterns = [...invalidModules.map(([, message]) => message), /none\.mjs does not exist/];
    expect(stdout.split('\0\n')).toEqual([
      ...patterns.map((message) => expect.stringMatching(message) as string),
      '',
    ]);
  });
});

describe('graphward access --schema', () => {
  it('exits with 2 and an error message if the file or its schema cannot be used', async () => {
    const unguarded = `
      import { buildSchema } from '${join(__dirname, '../../node_modules/graphql/index.js')}';
      export default buildSchema('enum Role { USER } type Query { open: ID }');`;
    const file = fileWith(unguarded, '.mjs');
    const invalid: [string[], RegExp][] = [
      [['--schema', 'none.mjs'], /^--schema: none\.mjs does not exist\.$/m],
      [['--schema', fileWith('export default {', '.mjs')], /cannot be loaded: /],
      [
        ['--schema', fileWith('export default {}', '.mjs')],
        /must export a GraphQLSchema, as its default export/,
      ],
      [['--schema', file], /Query\.open: /],
      [['--schema', file, '--modules', file], /^Use either --schema or --modules, not both\.$/m],
    ];
    for (const [args, message] of invalid) {
      const { exitCode, stdout, stderr } = await runCommand(['access', ...args]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
  });

  it('reads the schema that a file exports', async () => {
    const exported = `
      import { buildSchema } from '${join(__dirname, '../../node_modules/graphql/index.js')}';
      import { authorizationTypeDefs } from '${join(program, '../../authorization.js')}';
      export const schema = buildSchema(authorizationTypeDefs + 'enum Role { USER } type Query { mine: ID @auth }');`;
    const { exitCode, stdout } = await runCommand(['access', '--schema', fileWith(exported, '.mjs')]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/ {2}mine +deny +allow\n/),
    });
  });
});

describe('graphward access with a scope that is probably misspelt', () => {
  it('warns on standard error, and prints the same JSON', async () => {
    const exported = `
      import { buildSchema } from '${join(__dirname, '../../node_modules/graphql/index.js')}';
      import { authorizationTypeDefs } from '${join(program, '../../authorization.js')}';
      export default buildSchema(authorizationTypeDefs + \`enum Role { USER }
        type Query { a: ID @auth(scopes: "notes:read")  b: ID @auth(scopes: "notes:read")  c: ID @auth(scopes: "note:read") }\`);`;
    const args = ['access', '--json', '--schema', fileWith(exported, '.mjs')];
    const { exitCode, stdout, stderr } = await runCommand(args);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^Warning: GraphQL request:\d+: only this rule has the scope "note:read"\. Correct it if it is a typo of "notes:read"\./,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      version: 2,
      places: { 'Query.c': { access: { USER: 'scope' } } },
    });
  });
});

describe('graphward access --json', () => {
  it('prints the report: roles, rules with their location in the SDL, types and access', async () => {
    const { text, exitCode } = await showAccess({ json: true });
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toEqual(report);
    expect(report).toMatchObject({
      version: 2,
      roles: { USER: [], EDITOR: ['USER'], ADMIN: ['USER', 'EDITOR'] },
      places: {
        'User.email': {
          rules: ['@auth(requires: ADMIN, owner: "id")'],
          from: [expect.stringMatching(/^schema\/user\.graphql:\d+$/) as string],
          type: 'String',
          access: { ANONYMOUS: 'deny', USER: 'owner', EDITOR: 'owner', ADMIN: 'allow' },
        },
        'User.__typename': { rules: [], type: 'String!' },
      },
      types: {},
    });
  });
});

describe('graphward access --diff', () => {
  const widened = withChange('User.email', ({ access }) => ({
    rules: ['@auth(requires: ADMIN)'],
    access: { ...access, USER: 'deny', EDITOR: 'deny' },
  }));
  const open = ({ access }: AccessPlace): Partial<AccessPlace> => ({
    rules: [],
    access: { ...access, ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
  });
  const narrowed = withChange('User.disabled', open);
  const both = withChange('User.disabled', open, widened);
  const changed = withChange('User.email', () => ({
    rules: ['@auth(requires: ADMIN, owner: "id")', '@auth(requires: ADMIN, owner: "createdBy")'],
  }));

  it.each<[string, AccessReport, number, string]>([
    ['nothing changed', report, 0, 'The policy is the same.\n'],
    ['access became narrower', narrowed, 0, 'User.disabled: ANONYMOUS, USER, EDITOR allow → deny (narrower)'],
    ['access became wider', widened, 1, 'User.email: USER, EDITOR deny → owner (wider)'],
    [
      'a rule changed in a way that cannot be judged',
      changed,
      1,
      'User.email: removed @auth(requires: ADMIN, owner: "createdBy") (changed, not provably narrower)',
    ],
    ['both', both, 1, 'Access became wider.'],
  ])('reports that %s', async (_what, old, exitCode, message) => {
    const diff = fileWith(old);
    const result = await showAccess({ diff });
    expect(result).toMatchObject({ exitCode, text: expect.stringContaining(message) as string });
    expect((await showAccess({ diff, json: true })).exitCode).toBe(exitCode);
    expect((await showAccess({ diff, html: true })).exitCode).toBe(exitCode);
  });

  it('prints the changes as JSON', async () => {
    const { text } = await showAccess({ json: true, diff: fileWith(widened) });
    expect(JSON.parse(text)).toMatchObject({
      oldVersion: 2,
      isWider: true,
      needsReview: true,
      wider: [
        { coordinate: 'User.email', role: 'USER', before: 'deny', after: 'owner' },
        { coordinate: 'User.email', role: 'EDITOR', before: 'deny', after: 'owner' },
        {
          coordinate: 'User.email',
          change: '@auth(requires: ADMIN) → @auth(requires: ADMIN, owner: "id")',
        },
      ],
      unproven: [],
      narrower: [],
    });
  });

  it('exits with 1 if access became wider, so that CI fails', async () => {
    const result = await runCommand(['access', '--diff', fileWith(widened)], { env: { FORCE_COLOR: '1' } });
    expect(result).toMatchObject({ exitCode: 1, stderr: '' });
    expect(result.stdout).toContain('\u001b[31mWider\u001b[39m\n  User.email: ');
  });

  it('compares what a file of version 1 contains, and reports what it lacks', async () => {
    const table = accessTable(schema);
    const same = await showAccess({ diff: fileWith(table) });
    expect(same).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/^The policy is the same\.\nThe file has version 1: /) as string,
    });
    const old = { ...table, 'User.email': { ...table['User.email'], USER: 'deny' } };
    const wider = await showAccess({ diff: fileWith(old) });
    expect(wider).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('User.email: USER deny → owner (wider)') as string,
    });
  });

  const place = { rules: [], from: [], access: { ANONYMOUS: 'allow' } };
  const fileOf = (places: object) => JSON.stringify({ version: 2, roles: {}, places, types: {} });
  it.each([
    ['invalid JSON', '{', /is not JSON: /],
    ['a list', '[]', /is not an access table: .*graphward access --json/],
    ['unknown cells', '{"A.b":{"ANONYMOUS":"maybe"}}', /is not an access table at A\.b ANONYMOUS: /],
    ['rows without ANONYMOUS', '{"A.b":{"USER":"deny"}}', /is not an access table at A\.b ANONYMOUS: /],
    ['something else', '{"name":{"ANONYMOUS":"deny"}}', /is not an access table at name: /],
    ['escape sequences', '{"A.\\u001b[2J":{"ANONYMOUS":"deny"}}', /is not an access table at "A\.\\u001b/],
    ['a later version', '{"version":3}', /has version 3\. Use the version of graphward that wrote it/],
    ['a missing part', '{"version":2,"roles":{},"places":{}}', /is not an access table at types: /],
    ['an unknown property', fileOf({ 'A.b': { ...place, masked: true } }), /at places A\.b: .*"masked"/],
    [
      'another value of filtered',
      fileOf({ 'A.b': { ...place, filtered: false } }),
      /at places A\.b filtered: /,
    ],
    [
      'a malformed type',
      fileOf({ 'A.b': { ...place, type: '[A' } }),
      /at places A\.b type: not a GraphQL type/,
    ],
    [
      'a malformed rule',
      fileOf({ 'A.b': { ...place, rules: ['@auth('] } }),
      /"@auth\(" is not an @auth directive/,
    ],
    [
      'two rules in one',
      fileOf({ 'A.b': { ...place, rules: ['@auth @auth'] } }),
      /is not an @auth directive/,
    ],
    [
      'an unknown role',
      fileOf({ 'A.b': { ...place, rules: ['@auth(requires: X)'] } }),
      /not among the roles/,
    ],
    [
      'a malformed age',
      fileOf({ 'A.b': { ...place, rules: ['@auth(maxAge: -1)'] } }),
      /malformed argument "maxAge"/,
    ],
    [
      'malformed scopes',
      fileOf({ 'A.b': { ...place, rules: ['@auth(scopes: [[]])'] } }),
      /malformed argument "scopes"/,
    ],
    [
      'a malformed policy',
      fileOf({ 'A.b': { ...place, rules: ['@auth(policy: [["a", 5]])'] } }),
      /malformed argument "policy"/,
    ],
    [
      'a malformed type',
      fileOf({ 'A.b': { ...place, rules: ['@auth(of: Draft)'] } }),
      /malformed argument "of"/,
    ],
    ['conditions in another order', '{"A.b":{"ANONYMOUS":"group|owner"}}', /at A\.b ANONYMOUS: not a cell/],
  ])('rejects a file with %s', async (_what, content, message) => {
    await expect(showAccess({ diff: fileWith(content) })).rejects.toThrow(message);
  });
});

describe('graphward access explain', () => {
  const operation = 'query A { me { mail: email disabled } users { totalCount } }';

  it('lists denied elements with the location of their rule', () => {
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

  it.each([
    [{}, 1, 'Denied for ANONYMOUS:\n  me '],
    [{ role: ['ADMIN'] }, 0, 'Nothing is denied for ADMIN.\n'],
    [{ role: ['USER', 'ADMIN'] }, 0, 'Nothing is denied for USER and ADMIN.\n'],
  ])('explains for the given roles: %j', (options, exitCode, beginning) => {
    const result = explainFile(schema, fileWith(operation), options);
    expect(result).toEqual({ exitCode, text: expect.stringMatching(`^${beginning}`) as string });
  });

  it.each([
    ['a syntax error', '{ me {', {}, /:1:7 Syntax Error: /],
    ['an unknown field', '{ me { phone } }', {}, /:1:8 Cannot query field "phone"/],
    ['a file of fragments', 'fragment F on User { id }', {}, /Fragment "F" is never used/],
    ['several operations', `${operation} query B { me { id } }`, {}, /--operation\. There are: A, B\./],
    ['an unknown operation', operation, { operation: 'C' }, /There is no operation C\. There are: A\./],
    ['an unknown role', operation, { role: ['OWNER'] }, /Unknown role: OWNER\. Known roles: USER, /],
  ])('rejects %s', (_what, content, options, message) => {
    expect(() => explainFile(schema, fileWith(content), options)).toThrow(message);
  });

  const owned = 'query A { me { email disabled } }';
  it('decides about the object of an assumed viewer', () => {
    const explained = (options: object) =>
      explainFile(schema, fileWith(owned), { role: ['USER'], ...options });
    const other = explained({ viewerId: '7', object: '{"id":"8","name":"Bob"}' });
    expect(other.exitCode).toBe(1);
    expect(other.text).toMatch(
      /^Denied for USER:\n {2}me\.email +User\.email +@auth\(requires: ADMIN, owner: "id"\) .*\n {2}me\.disabled .*\n$/,
    );
    const own = explained({ viewerId: '7', object: '{"id":7}' });
    expect(own.text).toMatch(/^Denied for USER:\n {2}me\.disabled .*\n$/);
    const unknown = explained({ viewerId: '7', scopes: '' });
    expect(unknown.text).toMatch(
      /\n\nUndecided for USER:\n {2}me\.email .* schema\/user\.graphql:\d+ {2}depends on the owner\n$/,
    );
    const withoutRoles = explainFile(schema, fileWith('{ me { email } }'), { viewerId: '7', groups: 'a, b' });
    expect(withoutRoles).toEqual({
      exitCode: 0,
      text: expect.stringMatching(
        /^Nothing is denied for a viewer without roles\.\n\nUndecided for a viewer without roles:\n/,
      ) as string,
    });
  });

  it.each([
    [
      'JSON that is malformed',
      { viewerId: '7', object: '{id:7}' },
      /^--object is not JSON: .*--object '\{"authorId"/,
    ],
    ['a list', { viewerId: '7', object: '["7"]' }, /^--object is not an object\. Give one JSON object/],
    ['null', { viewerId: '7', object: 'null' }, /^--object is not an object\./],
    [
      'an object without a viewer',
      { role: ['USER'], object: '{"id":"7"}' },
      /^--object needs a viewer .*--viewer-id/,
    ],
    [
      'an object that no rule reads',
      { viewerId: '7', object: '{"ID":"7"}' },
      /^--object has no field .* Rules read: id/,
    ],
    ['an empty ID', { viewerId: '' }, /^--viewer-id is empty\./],
    ['an empty group', { groups: 'a,,b' }, /^--groups contains an empty name\./],
    ['an empty scope', { scopes: 'a,' }, /^--scopes contains an empty name\./],
  ])('rejects %s', (_what, options, message) => {
    expect(() => explainFile(schema, fileWith(owned), options)).toThrow(message);
  });

  it('takes the viewer and the object from the command line, and exits with 2 if they are invalid', async () => {
    const file = fileWith('{ me { email } }');
    const viewer = ['--role', 'USER', '--viewer-id', '7', '--groups', 'a,b', '--scopes', 'c'];
    const [other, malformed, unknown] = await Promise.all([
      runCommand(['access', 'explain', ...viewer, '--object', '{"id":"8"}', file]),
      runCommand(['access', 'explain', ...viewer, '--object', '{', file]),
      runCommand(['access', 'explain', ...viewer, '--owner', '8', file]),
    ]);
    expect(other).toMatchObject({ exitCode: 1, stderr: '' });
    expect(other.stdout).toMatch(/^Denied for USER:\n {2}me\.email /);
    expect(malformed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(malformed.stderr).toMatch(/^--object is not JSON: /);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/unknown option '--owner'/);
  });

  it('takes the operation name, the roles and the modules from the command line', async () => {
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

/** The report with changes at one coordinate. */
function withChange(
  coordinate: string,
  change: (place: AccessPlace) => Partial<AccessPlace>,
  of: AccessReport = report,
): AccessReport {
  const place = of.places[coordinate];
  if (!place) throw new Error(`The report lacks ${coordinate}.`);
  return { ...of, places: { ...of.places, [coordinate]: { ...place, ...change(place) } } };
}

function fileWith(content: string | object, ending = ''): string {
  const file = join(temporaryFolder(), `file${ending}`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
