import { identityHeaders } from '../../../src/http/identity-headers.js';
import type { UserViewer } from '../../../src/identity/viewer.js';

const viewer: UserViewer = {
  kind: 'user',
  id: '6b0c9474d8c76b356846e383',
  isService: false,
  sessionId: 'a-session',
  tokenId: 'a-token',
  roles: ['USER'],
  groups: [],
  scopes: ['issues:read', 'issues:write'],
  authTime: 0,
  mfa: false,
  issuer: null,
  hasAccount: true,
  expiresAt: 0,
};

const userHeader = (id: string) => identityHeaders({ ...viewer, id }, [])['x-graphward-user'];

it('names the user, the roles, the scopes and the session', () => {
  expect(identityHeaders(viewer, ['USER', 'EDITOR'])).toEqual({
    'x-graphward-user': '6b0c9474d8c76b356846e383',
    'x-graphward-roles': 'USER,EDITOR',
    'x-graphward-scopes': 'issues:read issues:write',
    'x-graphward-session': 'a-session',
  });
});

it('sets all headers, even if they are empty', () => {
  expect(identityHeaders({ ...viewer, scopes: [] }, [])).toMatchObject({
    'x-graphward-roles': '',
    'x-graphward-scopes': '',
  });
});

it.each([
  ['auth0|5f7c', 'auth0|5f7c'],
  ['alice ', 'alice%20'],
  ['alice\r\nX-Graphward-Roles: ADMIN', 'alice%0D%0AX-Graphward-Roles:%20ADMIN'],
  ['alice\0', 'alice%00'],
  ['alice%20', 'alice%2520'],
  ['älice', '%C3%A4lice'],
  ['😀', '%F0%9F%98%80'],
  ['a,b', 'a,b'],
])('writes the ID %j as one unambiguous word', (id, header) => {
  expect(userHeader(id)).toBe(header);
  expect(decodeURIComponent(header)).toBe(id);
});

it('rejects an ID that is not well-formed Unicode', () => {
  expect(() => userHeader('alice\ud800')).toThrow('The access token is invalid.');
});

it('omits scopes that would be read as several, or as another header', () => {
  const scopes = ['issues:read', 'a b', 'a"b', 'a\r\nb', ''];
  expect(identityHeaders({ ...viewer, scopes }, [])['x-graphward-scopes']).toBe('issues:read');
});
