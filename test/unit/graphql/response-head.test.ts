import { answerHead } from '../../../src/graphql/response-head.js';

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
  ['an argument that is null', { data: null, errors: [error('BAD_USER_INPUT')] }],
  ['a GET that is a mutation', { errors: [error('BAD_REQUEST')] }],
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

test.each([
  ['GRAPHQL_PARSE_FAILED', undefined, 400],
  ['GRAPHQL_VALIDATION_FAILED', '*/*', 400],
  ['BAD_USER_INPUT', 'application/graphql-response+json', 400],
  ['BAD_USER_INPUT', 'application/graphql-response+json, application/json;q=0.9', 400],
  ['BAD_USER_INPUT', 'application/json;q=0', 400],
  ['BAD_USER_INPUT', 'Application/JSON', 200],
  ['OPERATION_RESOLUTION_FAILURE', 'application/json, application/graphql-response+json', 200],
  ['GRAPHQL_VALIDATION_FAILED', 'application/graphql-response+json;q=0.1, application/json;q=0.2', 200],
  ['QUERY_TOO_COMPLEX', 'application/json', 400],
  ['UNAUTHENTICATED', 'application/json', 401],
  ['RATE_LIMITED', 'application/json', 429],
  ['SERVICE_UNAVAILABLE', 'application/json', 503],
])(
  'a request that fails with %s before it is executed gets, for %s, the status %i',
  (code, accept, status) => {
    expect(answerHead({ errors: [error(code)] }, accept)?.status).toBe(status);
  },
);
