import { viewerOf } from '../../src/session-viewer.js';

const tokenWith = (payload: string) => `e30.${Buffer.from(payload).toString('base64url')}.signature`;
const user = { id: '7', email: 'a@example.com', name: 'Älice', roles: ['USER'] };

it('reads the viewer from the user and the claims', () => {
  const claims = {
    sub: '7',
    sid: 's1',
    roles: ['EDITOR'],
    scope: 'drafts:read drafts:write',
    groups: ['Zürich 🏔'],
    auth_time: 1_700_000_000,
    amr: ['pwd', 'otp', 'mfa'],
  };
  expect(viewerOf(tokenWith(JSON.stringify(claims)), user)).toEqual({
    id: '7',
    email: 'a@example.com',
    name: 'Älice',
    roles: ['EDITOR'],
    scopes: ['drafts:read', 'drafts:write'],
    groups: ['Zürich 🏔'],
    sessionId: 's1',
    authTime: new Date(1_700_000_000_000),
    mfa: true,
  });
});

it.each([
  ['is not a JWT', 'opaque'],
  ['is empty', ''],
  ['has a payload that is not Base64', 'a.%%%.c'],
  ['has a payload that is not JSON', tokenWith('{')],
  ['has the payload null', tokenWith('null')],
  ['has a payload that is a list', tokenWith('[1]')],
  ['has a payload that is a text', tokenWith('"roles"')],
  [
    'has claims of other types',
    tokenWith('{"roles":"ADMIN","scope":[],"groups":{},"sid":1,"auth_time":"x","amr":"mfa"}'),
  ],
])('grants nothing that a token does not contain if it %s', (_what, token) => {
  expect(viewerOf(token, user)).toEqual({
    ...user,
    scopes: [],
    groups: [],
    sessionId: null,
    authTime: null,
    mfa: false,
  });
});

it('ignores values in lists that are not texts', () => {
  expect(viewerOf(tokenWith('{"roles":["USER",1,null,{}]}'), user).roles).toEqual(['USER']);
});

it('cannot be made to change prototypes', () => {
  const viewer = viewerOf(
    tokenWith('{"__proto__":{"mfa":true},"constructor":{"prototype":{"admin":true}},"roles":[]}'),
    JSON.parse('{"id":"7","__proto__":{"roles":["ADMIN"]}}'),
  );
  expect(viewer).toMatchObject({ id: '7', roles: [], mfa: false });
  expect(Object.getPrototypeOf(viewer)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

it('tolerates a user without fields', () => {
  expect(viewerOf(tokenWith('{}'), null)).toMatchObject({ email: null, name: null, roles: [] });
});
