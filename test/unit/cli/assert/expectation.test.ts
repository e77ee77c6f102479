import { readExpectation } from '../../../../src/cli/access/assert/expectation.js';
import { readExpectations } from '../../../../src/cli/access/assert/read-expectations.js';

const roles = ['USER', 'ADMIN'];

it.each([
  ['deny ANONYMOUS User.email', { verb: 'deny', role: 'ANONYMOUS', unless: [] }],
  ['deny USER Draft.* unless owner', { verb: 'deny', role: 'USER', unless: ['owner'] }],
  ['deny USER Draft.* unless owner|scope', { unless: ['owner', 'scope'] }],
  ['deny USER Draft.* unless group | policy', { unless: ['group', 'policy'] }],
  ['only   ADMIN\tMutation.setUserRoles', { verb: 'only', role: 'ADMIN' }],
  ['allow USER Query.me', { verb: 'allow', role: 'USER' }],
])('reads: %s', (text, expected) => {
  expect(readExpectation(text, roles)).toMatchObject(expected);
});

it.each([
  ['forbid USER User.email', /^"forbid" is not an expectation\. Write "deny ROLE PATTERN"/],
  ['Deny USER User.email', /^"Deny" is not an expectation/],
  ['deny USER', /^The line is incomplete\. Write /],
  ['deny OWNER User.email', /^Unknown role: OWNER\. Known roles: ANONYMOUS, USER, ADMIN\./],
  ['deny USER User', /^"User" is not a pattern of coordinates\. Write Type\.field/],
  [
    'deny USER User.email if owner',
    /^"if" cannot follow the pattern\. Write "unless" and one or more of owner/,
  ],
  ['deny USER User.email unless', /^"" is not a condition\. After "unless", write one or more of owner/],
  ['deny USER User.email unless owner|', /^"" is not a condition/],
  ['deny USER User.email unless owner group', /^"owner group" is not a condition.*joined by "\|"/],
  [
    'allow USER User.email unless owner',
    /^"allow" takes nothing after the pattern\. Remove "unless owner"\./,
  ],
  ['only ANONYMOUS Mutation.login', /^"only" takes a role: .*Write "allow" instead\./],
])('rejects: %s', (text, message) => {
  expect(() => readExpectation(text, roles)).toThrow(message);
});

it('numbers the lines of a file, without comments, and continues after a malformed line', () => {
  const content = '\ufeff# policy\r\n\r\ndeny USER User.email # why\r\n  nonsense\r\nallow USER Query.me';
  expect(readExpectations(content, roles)).toMatchObject([
    { line: 3, text: 'deny USER User.email', read: { verb: 'deny' } },
    { line: 4, text: 'nonsense', read: { problem: expect.stringMatching(/not an expectation/) as string } },
    { line: 5, text: 'allow USER Query.me', read: { verb: 'allow' } },
  ]);
});
