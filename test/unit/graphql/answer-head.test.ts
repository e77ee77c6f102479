import { answerHead } from '../../../src/graphql/answer-head.js';

const error = (code: string, more: Record<string, unknown> = {}) => ({
  message: 'no',
  extensions: { code, ...more },
});
const limited = error('RATE_LIMITED', { retryAfter: 7 });
const down = error('SERVICE_UNAVAILABLE', { retryAfter: 1 });
const denied = error('UNAUTHENTICATED', { reason: 'TOKEN_MISSING' });

const headOf = (...answer: Parameters<typeof answerHead>) => {
  const head = answerHead(...answer);
  return head && [head.status, Object.fromEntries(head.headers)];
};

test.each([
  ['no errors', { data: { me: null } }],
  ['a denied field', { data: { me: null }, errors: [denied] }],
  ['a field of several that is limited', { data: { a: null, b: {} }, errors: [limited] }],
  ['a mistake in the request', { errors: [error('GRAPHQL_VALIDATION_FAILED')] }],
  ['a wrong password', { data: { login: null }, errors: [error('INVALID_CREDENTIALS')] }],
])('an answer with %s keeps its status', (_what, answer) => {
  expect(headOf(answer)).toBeNull();
});

test('a request that is refused for its token gets a challenge', () => {
  expect(headOf({ errors: [denied] })).toEqual([401, { 'www-authenticate': 'Bearer error="invalid_token"' }]);
});

test.each([
  ['limited', limited, [429, { 'retry-after': '7' }]],
  ['down', down, [503, { 'retry-after': '1' }]],
  ['down, for an unknown time', error('SERVICE_UNAVAILABLE'), [503, { 'retry-after': '1' }]],
])('an answer of which nothing came because all was %s says when to come again', (_what, cause, head) => {
  expect(headOf({ data: { a: null, b: null }, errors: [cause, cause] })).toEqual(head);
  expect(headOf({ data: null, errors: [cause] })).toEqual(head);
});

test('a query that is too complex is the client’s fault', () => {
  expect(headOf({ errors: [error('QUERY_TOO_COMPLEX')] })).toEqual([400, {}]);
});
