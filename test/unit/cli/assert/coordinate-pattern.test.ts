import { readPattern } from '../../../../src/cli/access/assert/coordinate-pattern.js';

const coordinates = [
  'Query.users',
  'Query.users(first:)',
  'Query.users(filter:)',
  'User.email',
  'User.__typename',
  'UserFilter.email',
  'Role.ADMIN',
];

it.each([
  ['User.email', ['User.email']],
  ['User.*', ['User.email']],
  ['User.__typename', ['User.__typename']],
  ['*.email', ['User.email', 'UserFilter.email']],
  ['Query.*', ['Query.users']],
  ['Query.users(first:)', ['Query.users(first:)']],
  ['Query.*(*:)', ['Query.users(first:)', 'Query.users(filter:)']],
  ['Role.ADMIN', ['Role.ADMIN']],
  ['user.email', []],
])('matches %s', (pattern, expected) => {
  expect(coordinates.filter((each) => readPattern(pattern).matches(each))).toEqual(expected);
});

it.each([
  'User',
  'User.',
  '.email',
  'User.em*',
  'User.email(first)',
  'Query.users(first:).x',
  '*',
  '@auth(requires:)',
])('rejects %s', (pattern) => {
  expect(() => readPattern(pattern)).toThrow(/is not a pattern of coordinates\. Write /);
});
