import { responseHead } from '../../../src/graphql/response-head.js';

const error = (code: string, more: Record<string, unknown> = {}) => ({
  message: 'no',
  extensions: { code, ...more },
});
const limited = error('RATE_LIMITED', { retryAfter: 7 });
const down = error('SERVICE_UNAVAILABLE', { retryAfter: 1 });
const denied = error('UNAUTHENTICATED', { reason: 'TOKEN_MISSING' });

const headOf = (...args: Parameters<typeof responseHead>) => {
  const head = responseHead(...args);
  return head && [head.status, Object.fromEntries(head.headers)];
};

it.each([
  ['no errors', { data: { me: null } }],
  ['a denied field', { data: { me: null }, errors: [denied] }],
  ['one rate-limited field of several', { data: { a: null, b: {} }, errors: [limited] }],
  ['a null argument', { data: null, errors: [error('BAD_USER_INPUT')] }],
  ['a mutation sent with GET', { errors: [error('BAD_REQUEST')] }],
  ['a wrong password', { data: { login: null }, errors: [error('INVALID_CREDENTIALS')] }],
])('leaves the status of a response with %s unchanged', (_what, result) => {
  expect(headOf(result)).toBeNull();
});

it('adds a challenge to a request rejected for its token', () => {
  expect(headOf({ errors: [denied] })).toEqual([401, { 'www-authenticate': 'Bearer error="invalid_token"' }]);
});

it.each([
  ['rate-limited', limited, [429, { 'retry-after': '7' }]],
  ['unavailable', down, [503, { 'retry-after': '1' }]],
  ['unavailable for an unknown time', error('SERVICE_UNAVAILABLE'), [503, { 'retry-after': '1' }]],
])('sets Retry-After when every field is %s', (_what, cause, head) => {
  expect(headOf({ data: { a: null, b: null }, errors: [cause, cause] })).toEqual(head);
  expect(headOf({ data: null, errors: [cause] })).toEqual(head);
});

it('responds to a query that is too complex with 400', () => {
  expect(headOf({ errors: [error('QUERY_TOO_COMPLEX')] })).toEqual([400, {}]);
});

it.each([
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
])('responds to %s before execution, with Accept: %s, with %i', (code, accept, status) => {
  expect(responseHead({ errors: [error(code)] }, accept)?.status).toBe(status);
});
