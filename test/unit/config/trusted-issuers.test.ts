import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/index.js';
import { requireKnownRoles } from '../../../src/trusted-issuers/index.js';
import { problemsOf } from './problems-of.js';

const folder = mkdtempSync(join(tmpdir(), 'graphward-issuers-'));
const file = join(folder, 'issuers.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const minimal = {
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/jwks',
  audience: 'https://api.example.com',
  algorithms: ['RS256'],
};

function problemsWith(content: unknown): readonly string[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(file, text, { mode: 0o600 });
  return problemsOf({ ISSUER: 'https://auth.example.com', TRUSTED_ISSUERS: file });
}

it('needs an issuer, the URL of its keys, an audience and algorithms; everything else is the safest by default', () => {
  expect(problemsWith([minimal])).toEqual([]);
  expect(loadConfig({ TRUSTED_ISSUERS: file }).config.trustedIssuers).toEqual([
    {
      name: 'https://id.example.com',
      issuer: 'https://id.example.com',
      jwksUri: 'https://id.example.com/jwks',
      audiences: ['https://api.example.com'],
      algorithms: ['RS256'],
      types: ['at+jwt', 'application/at+jwt'],
      maxAgeSeconds: 3_600,
      claims: { id: ['sub'], roles: null, scopes: null, groups: null, authTime: null },
      roles: new Map(),
      mfa: null,
      matchBy: null,
    },
  ]);
});

it('reads paths with dots or as lists of names, and one role or several', () => {
  const claims = { id: 'user.id', roles: ['https://example.com/roles'] };
  expect(
    problemsWith([{ ...minimal, claims, roles: { admin: 'ADMIN', staff: ['USER', 'EDITOR'] } }]),
  ).toEqual([]);
  const [issuer] = loadConfig({ TRUSTED_ISSUERS: file }).config.trustedIssuers;

  expect(issuer?.claims).toMatchObject({ id: ['user', 'id'], roles: ['https://example.com/roles'] });
  expect(issuer?.roles).toEqual(
    new Map([
      ['admin', ['ADMIN']],
      ['staff', ['USER', 'EDITOR']],
    ]),
  );
});

it.each<[string, object, RegExp]>([
  ['an unknown setting', { audiences: 'a' }, /\[0\] has unknown settings: audiences\. See docs/],
  ['an unknown claim', { claims: { role: 'a' } }, /\[0\]\.claims has unknown settings: role\./],
  ['an issuer that is not a URL', { issuer: 'company' }, /\[0\]\.issuer must be the URL/],
  [
    'http on another machine',
    { jwksUri: 'http://id.example.com/jwks' },
    /\[0\]\.jwksUri must be an https URL, .* "allowHttp": true/,
  ],
  ['no URL of keys', { jwksUri: 'file:///etc/passwd' }, /\[0\]\.jwksUri must be an https URL/],
  ['a user name in the URL', { jwksUri: 'https://a:b@id.example.com/jwks' }, /must not contain a user name/],
  ['no signature', { algorithms: ['none'] }, /\[0\]\.algorithms\[0\] must not be none or an HMAC/],
  [
    'a shared secret',
    { algorithms: ['RS256', 'HS256'] },
    /\[0\]\.algorithms\[1\] must not be none or an HMAC/,
  ],
  ['an unknown algorithm', { algorithms: ['EdDSA'] }, /must be one of RS256/],
  ['no algorithm', { algorithms: [] }, /must name the algorithms/],
  ['no audience', { audience: [] }, /\[0\]\.audience/],
  ['a lifetime beyond that of revocations', { maxAge: 86_401 }, /must be at most 86400, because revocations/],
  ['a name that IDs cannot begin with', { name: 'a|b' }, /\[0\]\.name must consist of/],
  ['a path with an empty name', { claims: { roles: 'a..b' } }, /must not contain empty names/],
  ['another way to match accounts', { matchBy: 'name' }, /must be "email"/],
  ['the own issuer', { issuer: 'https://auth.example.com' }, /this server's own ISSUER\. Remove it/],
])('rejects %s', (_what, change, message) => {
  const problems = problemsWith([{ ...minimal, ...change }]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
  expect(problems[0]).toMatch(/^TRUSTED_ISSUERS: .*\.$/);
});

it('reports what is missing, and every problem at once', () => {
  const problems = problemsWith([{ issuer: 'https://id.example.com' }, { ...minimal, maxAge: 'long' }]);
  expect(problems.map((problem) => problem.split('issuers.json')[1])).toEqual([
    '[0].jwksUri must be text.',
    '[0].audience must be a text or a list of texts.',
    expect.stringMatching(/^\[0\]\.algorithms /),
    '[1].maxAge must be a number of seconds.',
  ]);
});

it('accepts http on this machine, and elsewhere only if it is allowed', () => {
  expect(problemsWith([{ ...minimal, jwksUri: 'http://127.0.0.1:8080/jwks' }])).toEqual([]);
  expect(problemsWith([{ ...minimal, jwksUri: 'http://id.internal/jwks', allowHttp: true }])).toEqual([]);
});

it('rejects issuers and names that occur twice', () => {
  expect(problemsWith([minimal, minimal])).toEqual([
    expect.stringContaining('contains https://id.example.com twice'),
  ]);
  const other = { ...minimal, issuer: 'https://other.example.com', name: 'a' };
  expect(problemsWith([{ ...minimal, name: 'a' }, other])).toEqual([
    expect.stringContaining('contains the name a twice'),
  ]);
});

it('rejects a file that is missing, malformed or no list', () => {
  expect(problemsWith('[')).toEqual([expect.stringContaining('cannot be read')]);
  expect(problemsWith({})).toEqual([expect.stringContaining('must contain a list of issuers')]);
  expect(problemsOf({ TRUSTED_ISSUERS: join(folder, 'none.json') })).toEqual([
    expect.stringContaining('ENOENT'),
  ]);
});

it('rejects a file that others can write to, and accepts a link to one that they cannot', () => {
  expect(problemsWith([minimal])).toEqual([]);
  const link = join(folder, 'link.json');
  symlinkSync(file, link);
  expect(problemsOf({ TRUSTED_ISSUERS: link })).toEqual([]);
  chmodSync(file, 0o622);
  expect(problemsOf({ TRUSTED_ISSUERS: file })).toEqual([
    expect.stringMatching(/cannot be trusted: .*chmod go-w/),
  ]);
  chmodSync(file, 0o600);
});

it('rejects roles that the schema does not have', () => {
  expect(problemsWith([{ ...minimal, roles: { admin: 'ADMIN', boss: 'BOSS' } }])).toEqual([]);
  const { trustedIssuers } = loadConfig({ TRUSTED_ISSUERS: file }).config;
  expect(() => requireKnownRoles(trustedIssuers, ['USER', 'ADMIN'])).toThrow(
    'https://id.example.com grants BOSS, which is not a role of the schema. Use one of USER, ADMIN.',
  );
});
