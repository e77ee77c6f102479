import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configNames } from '../../../src/config/config.js';
import { ConfigError, loadConfig } from '../../../src/config/index.js';
import { secretNames } from '../../../src/config/secrets.js';
import { problemsOf } from './problems-of.js';

const production = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://db.example.com/graphward',
  ISSUER: 'https://auth.example.com',
  JWT_SECRET: 'vX0mJm0G6Zc2Qm1s4n8b7T5yR3wE9uLkAaPdHfJxCzo=',
  REFRESH_SECRET: '4Wq8Zt2Lk9Yv6Nb1Rx5Pc3Hd7Jf0GmSaEuIoTqXwVrM=',
};

it('requires no settings for development', () => {
  const { config, secrets } = loadConfig({});

  expect(config).toMatchObject({
    production: false,
    host: '127.0.0.1',
    port: 4000,
    mongodbUri: null,
    dataDir: resolve('data'),
    issuer: 'http://localhost:4000',
    audience: 'graphward',
    accessTokenTtlSeconds: 600,
    refreshIdleTtlSeconds: 604_800,
    refreshAbsoluteTtlSeconds: 2_592_000,
    refreshGraceSeconds: 30,
    registration: 'open',
    console: true,
    corsOrigins: [],
    trustProxy: false,
    introspection: 'role',
    logLevel: 'info',
    signInLimits: { perAccountAndAddress: 30, perAddress: 300, windowSeconds: 900 },
  });
  expect(secrets).toEqual({ signing: 'local', refresh: 'local', admin: null, smtp: null });
});

it('treats an empty variable as unset', () => {
  expect(loadConfig(Object.fromEntries([...configNames, ...secretNames].map((name) => [name, ''])))).toEqual(
    loadConfig({}),
  );
});

it('requires a database, an issuer and secrets in production, and reports all of them at once', () => {
  expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
    expect.stringMatching(/^MONGODB_URI is required when NODE_ENV is production/),
    expect.stringMatching(/^ISSUER is required when NODE_ENV is production/),
  ]);
  expect(problemsOf({ NODE_ENV: 'production', MONGODB_URI: production.MONGODB_URI })).toEqual([
    expect.stringMatching(/^ISSUER is required/),
    expect.stringMatching(/^JWT_KEYS_DIR or JWT_SECRET is required with MONGODB_URI/),
    expect.stringMatching(/^REFRESH_SECRET is required with MONGODB_URI/),
  ]);
  expect(loadConfig(production).config).toMatchObject({
    production: true,
    issuer: 'https://auth.example.com',
  });
});

it('reports invalid values, conflicts and bad secrets together', () => {
  const env = {
    NODE_ENV: 'production',
    PORT: 'http',
    INTROSPECTION: 'yes',
    REFRESH_GRACE: '100',
    REFRESH_IDLE_TTL: '60',
    CORS_ORIGINS: '*',
    JWT_SECRET: 'hunter2',
    REFRESH_SECRET: 'x',
    ADMIN_EMAIL: 'admin@example.com',
  };
  const problems = problemsOf(env);

  const named = [
    'PORT',
    'CORS_ORIGINS',
    'INTROSPECTION',
    'REFRESH_GRACE',
    'MONGODB_URI',
    'ISSUER',
    'JWT_SECRET',
    'REFRESH_SECRET',
    'ADMIN_EMAIL',
  ];
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(named);
  expect(new ConfigError(problems).message).toMatch(/^The configuration has 9 problems:\n {2}- PORT must be/);
  expect(problems.join()).not.toMatch(/hunter2/);
});

it('reports an invalid value once, without a conflict with another value', () => {
  expect(problemsOf({ ...production, ISSUER: 'auth.example.com' })).toEqual([
    expect.stringMatching(/^ISSUER must be an http\(s\) URL/),
  ]);
  expect(problemsOf({ REFRESH_IDLE_TTL: 'a week', REFRESH_ABSOLUTE_TTL: '60' })).toEqual([
    expect.stringMatching(/^REFRESH_IDLE_TTL must be/),
  ]);
});

it.each([
  ['PORT', ['-1', '65536', '4000.5', '0x10', '4e3', ' 4000', 'http']],
  ['MONGODB_URI', ['localhost:27017', 'http://localhost', 'postgres://localhost']],
  ['ISSUER', ['auth.example.com', 'ftp://auth.example.com', '//auth.example.com']],
  ['ACCESS_TOKEN_TTL', ['0', '86401', '10m', '-600']],
  ['REFRESH_IDLE_TTL', ['0', '31536001']],
  ['REFRESH_GRACE', ['301', '-1']],
  ['REGISTRATION', ['yes', 'OPEN']],
  [
    'CORS_ORIGINS',
    [
      '*',
      'null',
      'app.example.com',
      'https://app.example.com/',
      'https://app.example.com/path',
      'https://user@app.example.com',
      'https://user:password@app.example.com',
      'https://APP.example.com',
      'https://*.example.com',
      'https://a.example.com https://b.example.com',
      'file:///x',
    ],
  ],
  [
    'TRUST_PROXY',
    [
      'yes',
      '1',
      'proxy.example.com',
      '10.0.0.0/33',
      '::1/129',
      '10.0.0.1/',
      '10.0.0.1,yes',
      ',',
      '10.0.0.0/8/8',
    ],
  ],
  ['INTROSPECTION', ['on', 'true']],
  ['LOG_LEVEL', ['verbose']],
  ['NODE_ENV', ['staging']],
  ['SIGN_IN_LIMIT_PER_ACCOUNT', ['0', 'many']],
])('rejects %s with any of %j', (name, values) => {
  for (const value of values) {
    const [first] = problemsOf({ [name]: value });
    expect([value, first]).toEqual([value, expect.stringMatching(`^${name} must be(gin)? `)]);
  }
});

it('accepts spaces in lists, and addresses, networks and range names as proxies', () => {
  const { config } = loadConfig({
    CORS_ORIGINS: ' https://app.example.com , http://localhost:3000,',
    TRUST_PROXY: 'loopback, 10.0.0.0/8, 2001:db8::/32, 192.0.2.1',
  });
  expect(config.corsOrigins).toEqual(['https://app.example.com', 'http://localhost:3000']);
  expect(config.trustProxy).toEqual(['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.1']);
  expect(loadConfig({ TRUST_PROXY: 'true' }).config.trustProxy).toBe(true);
});

describe('.env.example', () => {
  const documented = readFileSync(resolve(__dirname, '../../../.env.example'), 'utf8');
  const settings = new Map(
    [...documented.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

  it('documents exactly the existing settings', () => {
    expect([...settings.keys()].sort()).toEqual([...configNames, ...secretNames].sort());
  });

  it('shows each default, or an example when there is none', () => {
    expect(
      problemsOf({
        ...production,
        ...Object.fromEntries(settings),
        JWT_SECRET: production.JWT_SECRET,
        REFRESH_SECRET: production.REFRESH_SECRET,
      }),
    ).toEqual([]);
    settings.delete('MONGODB_URI');
    settings.delete('ISSUER');
    expect(loadConfig(Object.fromEntries(settings))).toEqual(loadConfig({}));
  });
});
