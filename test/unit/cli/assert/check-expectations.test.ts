import { makeExecutableSchema } from '@graphql-tools/schema';
import { type AccessReport, accessReport, authorizationTypeDefs } from '@graphward/authorization';
import { checkExpectations } from '../../../../src/cli/access/assert/check-expectations.js';
import { formatFailures } from '../../../../src/cli/access/assert/format-failures.js';
import { readExpectations } from '../../../../src/cli/access/assert/read-expectations.js';

const schema = makeExecutableSchema({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { USER  EDITOR @inherits(roles: "USER")  ADMIN @inherits(roles: "EDITOR")  AUDITOR }
    type Query { me: User @auth  users: [User] @auth(requires: ADMIN)  motd: String @public }
    type Mutation { publish: ID @auth(requires: EDITOR)  purge: ID @auth(requires: ADMIN, maxAge: 60) }
    type User { id: ID  email: String @auth(requires: ADMIN, owner: "id") }`,
  ],
});
const report = accessReport(schema);

it.each([
  'deny ANONYMOUS User.email',
  'deny USER User.email unless owner',
  'deny USER User.email unless owner|group',
  'deny USER Query.users unless owner',
  'only ADMIN Query.users',
  'only ADMIN Mutation.purge',
  'only EDITOR Mutation.publish',
  'allow USER Query.me',
  'allow ADMIN Mutation.purge',
  'allow ANONYMOUS Query.motd',
])('passes: %s', (line) => {
  expect(check(line)).toEqual([]);
});

it.each([
  ['deny USER User.email', ['User.email is "owner" for USER, expected "deny".']],
  [
    'deny USER User.email unless group',
    ['User.email is "owner" for USER, expected "deny" or at most "group".'],
  ],
  ['deny ADMIN Mutation.purge', ['Mutation.purge is "allow+reauth" for ADMIN, expected "deny".']],
  ['deny ADMIN Mutation.purge unless owner', [expect.stringMatching(/"allow\+reauth" for ADMIN/)]],
  ['allow USER User.email', ['User.email is "owner" for USER, expected "allow".']],
  ['allow USER Query.users', ['Query.users is "deny" for USER, expected "allow".']],
  ['only ADMIN Mutation.publish', ['Mutation.publish is "allow" for EDITOR, expected "deny".']],
  ['only EDITOR Query.users', ['Query.users is "deny" for EDITOR, expected "allow" or a condition.']],
  [
    'only USER Query.motd',
    [expect.stringMatching(/"allow" for ANONYMOUS/), expect.stringMatching(/"allow" for AUDITOR/)],
  ],
  ['deny USER User.*', [expect.stringMatching(/^User\.id /), expect.stringMatching(/^User\.email /)]],
  [
    'deny USER User.emial',
    ['Nothing in the schema matches User.emial. Correct the pattern, or remove the line.'],
  ],
  ['deny OWNER User.email', [expect.stringMatching(/^Unknown role: OWNER\./)]],
])('fails: %s', (line, problems) => {
  expect(check(line).map(({ problem }) => problem)).toEqual(problems);
});

it.each([
  ['owner|group', 'owner|group', true],
  ['owner|group', 'group|owner|scope', true],
  ['owner|group', 'owner', false],
  ['owner|policy+reauth', 'owner|policy', true],
  ['owner+reauth|policy+reauth', 'owner|policy', true],
  ['policy+reauth', 'scope', false],
])('compares the cell %s with the conditions %s', (cell, conditions, passes) => {
  const failures = check(`deny USER User.email unless ${conditions}`, withCell(cell));
  expect(failures.length === 0).toBe(passes);
});

it('treats conditions as neither allowed nor denied', () => {
  const conditional = withCell('scope');
  expect(check('deny USER User.email', conditional)).toHaveLength(1);
  expect(check('allow USER User.email', conditional)).toHaveLength(1);
  expect(check('only USER User.email', conditional).map(({ found }) => found?.role)).toEqual(['AUDITOR']);
});

it('reports the rules and the path; no path for a denied coordinate', () => {
  expect(check('deny USER User.email')).toEqual([
    {
      line: 1,
      expectation: 'deny USER User.email',
      problem: 'User.email is "owner" for USER, expected "deny".',
      found: {
        coordinate: 'User.email',
        role: 'USER',
        cell: 'owner',
        rules: ['@auth(requires: ADMIN, owner: "id")'],
        from: [expect.stringMatching(/:\d+$/)],
        path: ['Query.me', 'User.email'],
      },
    },
  ]);
  expect(check('deny ANONYMOUS User.id')[0]?.found?.path).toBeNull();
  expect(check('allow USER Query.users')[0]?.found).not.toHaveProperty('path');
});

it('formats failures under their lines, with escaped control characters', () => {
  const content = 'deny USER User.*\nallow USER Query.me\nde\u001b[2Jny USER User.id\ndeny ANONYMOUS User.id';
  const lines = readExpectations(content, Object.keys(report.roles));
  const text = formatFailures(
    'policy',
    lines.length,
    checkExpectations(schema, report, lines),
    (_, each) => each,
  );
  const location = report.places['User.email']?.from[0] ?? '';
  expect(text).toBe(`policy:1 deny USER User.*
  User.id is "allow" for USER, expected "deny".
    rule: none
    path: Query.me > User.id
  User.email is "owner" for USER, expected "deny".
    rule: @auth(requires: ADMIN, owner: "id") ${location}
    path: Query.me > User.email

policy:3 de\\u{1b}[2Jny USER User.id
  "de\\u001b[2Jny" is not an expectation. Write "deny ROLE PATTERN", "deny ROLE PATTERN unless CONDITION", "only ROLE PATTERN" or "allow ROLE PATTERN".

policy:4 deny ANONYMOUS User.id
  User.id is "allow" for ANONYMOUS, expected "deny".
    rule: none
    path: none; no operation that ANONYMOUS may send reaches it

Expectations that fail: 3 of 4.
`);
});

function check(line: string, of: AccessReport = report) {
  return checkExpectations(schema, of, readExpectations(line, Object.keys(report.roles)));
}

/** The report with this cell for users and those who inherit from them, as a later version of the engine may write it. */
function withCell(cell: string): AccessReport {
  const place = report.places['User.email'];
  if (!place) throw new Error('The report lacks User.email.');
  const access = { ...place.access, USER: cell, EDITOR: cell, AUDITOR: cell } as typeof place.access;
  return { ...report, places: { ...report.places, 'User.email': { ...place, access } } };
}
