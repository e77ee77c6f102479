import { isAllowed } from '../../src/access.js';
import { type AccessReport, createSession, type Session } from '../../src/index.js';

const column = (cells: string) => {
  const [ANONYMOUS = '', USER = '', EDITOR = '', ADMIN = ''] = cells.split(' ');
  return { access: { ANONYMOUS, USER, EDITOR, ADMIN } };
};
const report = {
  places: {
    'User.id': column('allow allow allow allow'),
    'User.email': column('deny owner owner allow'),
    'Mutation.publish': column('deny deny allow+reauth allow+reauth'),
    'Query.me': column('deny allow allow allow'),
    'Draft.text': column('deny deny group|policy allow'),
  },
};

const as = (...roles: string[]) => ({ roles });

it.each<[keyof (typeof report)['places'], { roles: string[] } | null, boolean]>([
  ['User.id', null, true],
  ['User.id', as('USER'), true],
  ['User.email', null, false],
  ['User.email', as('USER'), true],
  ['Mutation.publish', as('USER'), false],
  ['Mutation.publish', as('EDITOR'), true],
  ['Mutation.publish', as('USER', 'EDITOR'), true],
  ['Draft.text', as('EDITOR'), true],
  ['Query.me', null, false],
  // A viewer without a role of the table may do what every role may.
  ['Query.me', as(), true],
  ['Query.me', as('REMOVED'), true],
  ['Mutation.publish', as('REMOVED'), false],
  ['Mutation.publish', as('REMOVED', 'ADMIN'), true],
])('%s for %j: %s', (coordinate, viewer, allowed) => {
  expect(isAllowed(report, coordinate, viewer)).toBe(allowed);
});

it.each(['User.unknown', 'constructor', '__proto__', 'toString'])(
  'does not deny %s, which the table does not contain',
  (coordinate) => {
    expect(isAllowed(report, coordinate, null)).toBe(true);
  },
);

it('does not read columns from the prototype', () => {
  expect(isAllowed(report, 'Mutation.publish', as('constructor', '__proto__'))).toBe(false);
});

it('allows everything without a table', () => {
  expect(createSession({ url: 'http://localhost/graphql' }).can('User.email')).toBe(true);
});

it('takes its coordinates from the table', () => {
  const session = createSession({ url: 'http://localhost/graphql', access: report });
  expect(session.can('User.email')).toBe(false);
  // @ts-expect-error The table has no such coordinate.
  expect(session.can('User.emial')).toBe(true);
});

it('accepts the JSON of the command, whose types TypeScript infers', () => {
  const json = { version: 2, roles: { USER: [] as string[] }, types: {}, ...report };
  const typed: AccessReport<'User.id' | 'User.email'> = json;
  const session: Session<keyof typeof json.places> = createSession({
    url: 'http://localhost/graphql',
    access: json,
  });
  expect([session.can('User.id'), typed.places['User.email'].access.USER]).toEqual([true, 'owner']);
});
