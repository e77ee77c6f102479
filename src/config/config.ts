import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readTrustedIssuers, type TrustedIssuer } from './trusted-issuers.js';

/**
 * The server's settings, without secrets. Durations are whole seconds.
 *
 * @example
 * ```ts
 * const { config } = loadConfig({ PORT: '8080' });
 * config.port; // 8080
 * config.accessTokenTtlSeconds; // 600, the default
 * ```
 */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Null selects the embedded engine, with its data in `dataDir`. May contain credentials, so it is never logged. */
  readonly mongodbUri: string | null;
  readonly dataDir: string;
  readonly issuer: string;
  readonly audience: string;
  /** The identity providers whose access tokens are accepted besides this server's own. */
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly accessTokenTtlSeconds: number;
  /** For how long a new signing key is published before it signs. */
  readonly keyPublishDelaySeconds: number;
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
  readonly refreshGraceSeconds: number;
  readonly registration: 'open' | 'closed';
  /** Whether users must prove that they own their address before they can sign in. */
  readonly emailVerification: 'off' | 'required';
  /** The sender of mails, for example `Example <no-reply@example.com>`. */
  readonly mailFrom: string;
  /** The URL of the app to which the links in mails point. */
  readonly appUrl: string;
  /** Whether to serve the console. */
  readonly console: boolean;
  readonly corsOrigins: readonly string[];
  /** Whether `X-Forwarded-*` headers are trusted: never, always, or from these addresses. */
  readonly trustProxy: boolean | readonly string[];
  readonly introspection: 'role' | 'full' | 'off';
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** The number of processes that serve requests on this machine. */
  readonly workers: number;
  readonly signInLimits: SignInLimits;
  /** The age at which events of the audit trail are deleted. */
  readonly auditRetentionDays: number;
}

/**
 * How many sign-in attempts are allowed per window, whether they succeed or fail.
 *
 * @example
 * ```ts
 * const signInLimits: SignInLimits = { perAccountAndAddress: 10, perAddress: 100, windowSeconds: 900 };
 * const app = await createApp({ ...config, signInLimits }, secrets);
 * ```
 */
export interface SignInLimits {
  readonly perAccountAndAddress: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}

/**
 * Environment variables by name, such as `process.env`.
 *
 * @example
 * ```ts
 * const environment: Environment = { ...process.env, PORT: '8080' };
 * ```
 */
export type Environment = Readonly<Record<string, string | undefined>>;

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);
const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** An address, or a name and an address in angle brackets. */
const mailbox = /^(?:[^\s<>@"]+@[^\s<>@"]+|[^<>@"\p{Cc}]+ <[^\s<>@"]+@[^\s<>@"]+>)$/u;
const day = 86_400;
const year = 365 * day;

const shape = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(4000),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  ISSUER: z
    .string()
    .refine(isHttpUrl, 'must be an http(s) URL, for example https://auth.example.com')
    .optional(),
  AUDIENCE: z.string().max(256, 'must be at most 256 characters').default('graphward'),
  TRUSTED_ISSUERS: z.string().optional(),
  ACCESS_TOKEN_TTL: whole(1, day).default(600),
  JWT_KEY_PUBLISH_DELAY: whole(5, 30 * day).default(600),
  REFRESH_IDLE_TTL: whole(1, year).default(7 * day),
  REFRESH_ABSOLUTE_TTL: whole(1, year).default(30 * day),
  REFRESH_GRACE: whole(0, 300).default(30),
  REGISTRATION: oneOf('open', 'closed').default('open'),
  EMAIL_VERIFICATION: oneOf('off', 'required').default('off'),
  MAIL_FROM: z
    .string()
    .regex(mailbox, 'must be an address with or without a name, for example Example <no-reply@example.com>')
    .optional(),
  APP_URL: z
    .string()
    .refine(
      isPlainUrl,
      'must be an http(s) URL without user, query and fragment, for example https://app.example.com',
    )
    .optional(),
  CONSOLE: oneOf('on', 'off').optional(),
  CORS_ORIGINS: list
    .refine(
      (origins) => origins.every(isOrigin),
      'must be a list of origins, for example https://app.example.com,https://admin.example.com',
    )
    .default([]),
  TRUST_PROXY: z
    .union([
      z.enum(['true', 'false']).transform((text) => text === 'true'),
      list.refine(
        (proxies) => proxies.length > 0 && proxies.every(isProxy),
        "must be true, false or a list of proxies' addresses, for example 10.0.0.0/8,127.0.0.1",
      ),
    ])
    .default(false),
  INTROSPECTION: oneOf('role', 'full', 'off').default('role'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  WORKERS: whole(1, 64).default(1),
  NODE_ENV: oneOf('development', 'production', 'test').default('development'),
  SIGN_IN_LIMIT_PER_ACCOUNT: whole(1, 1_000_000).default(30),
  SIGN_IN_LIMIT_PER_ADDRESS: whole(1, 1_000_000).default(300),
  SIGN_IN_LIMIT_WINDOW: whole(1, day).default(900),
  AUDIT_RETENTION_DAYS: whole(1, 3_650).default(365),
});

/** The environment variables that `readConfig` reads. */
export const configNames = Object.keys(shape.shape);

export type ConfigReading =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config: null; readonly problems: readonly string[] };

/** Reads the configuration and collects every problem. An empty variable counts as unset. */
export function readConfig(env: Environment): ConfigReading {
  const given = Object.fromEntries(configNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const { error } = shape.safeParse(given);
  const bad = new Set(error?.issues.map(({ path }) => String(path[0])));
  // Invalid values are left out, so that the valid ones can still be checked against each other.
  const values = shape.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !bad.has(name))));
  const issuer = values.ISSUER ?? `http://localhost:${values.PORT}`;
  const hasConsole = values.CONSOLE ? values.CONSOLE === 'on' : values.NODE_ENV !== 'production';
  const issuerProblems: string[] = [];
  const trustedIssuers = values.TRUSTED_ISSUERS
    ? readTrustedIssuers(values.TRUSTED_ISSUERS, issuer, issuerProblems)
    : [];
  const problems = [
    ...(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}.`) ?? []),
    ...conflictsIn(values).flatMap(({ between, problem }) =>
      between.some((name) => bad.has(name)) ? [] : [problem],
    ),
    ...issuerProblems,
  ];
  if (problems.length > 0) return { config: null, problems };
  return {
    problems: [],
    config: {
      production: values.NODE_ENV === 'production',
      host: values.HOST,
      port: values.PORT,
      mongodbUri: values.MONGODB_URI ?? null,
      dataDir: resolve(values.DATA_DIR),
      issuer,
      trustedIssuers,
      audience: values.AUDIENCE,
      accessTokenTtlSeconds: values.ACCESS_TOKEN_TTL,
      keyPublishDelaySeconds: values.JWT_KEY_PUBLISH_DELAY,
      refreshIdleTtlSeconds: values.REFRESH_IDLE_TTL,
      refreshAbsoluteTtlSeconds: values.REFRESH_ABSOLUTE_TTL,
      refreshGraceSeconds: values.REFRESH_GRACE,
      registration: values.REGISTRATION,
      emailVerification: values.EMAIL_VERIFICATION,
      mailFrom: values.MAIL_FROM ?? 'Graphward <no-reply@localhost>',
      appUrl: values.APP_URL ?? `http://localhost:${values.PORT}${hasConsole ? '/console' : ''}`,
      console: hasConsole,
      corsOrigins: values.CORS_ORIGINS,
      trustProxy: values.TRUST_PROXY,
      introspection: values.INTROSPECTION,
      logLevel: values.LOG_LEVEL,
      workers: values.WORKERS,
      signInLimits: {
        perAccountAndAddress: values.SIGN_IN_LIMIT_PER_ACCOUNT,
        perAddress: values.SIGN_IN_LIMIT_PER_ADDRESS,
        windowSeconds: values.SIGN_IN_LIMIT_WINDOW,
      },
      auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    },
  };
}

interface Conflict {
  readonly between: readonly (keyof typeof shape.shape)[];
  readonly problem: string;
}

function conflictsIn(values: z.infer<typeof shape>): Conflict[] {
  const { NODE_ENV, MONGODB_URI, ISSUER, REFRESH_GRACE, REFRESH_IDLE_TTL, REFRESH_ABSOLUTE_TTL } = values;
  const production = NODE_ENV === 'production';
  const possible: (Conflict & { readonly applies: boolean })[] = [
    {
      applies: REFRESH_IDLE_TTL > REFRESH_ABSOLUTE_TTL,
      between: ['REFRESH_IDLE_TTL', 'REFRESH_ABSOLUTE_TTL'],
      problem: 'REFRESH_IDLE_TTL must not be longer than REFRESH_ABSOLUTE_TTL.',
    },
    {
      applies: REFRESH_GRACE >= REFRESH_IDLE_TTL,
      between: ['REFRESH_GRACE', 'REFRESH_IDLE_TTL'],
      problem: 'REFRESH_GRACE must be shorter than REFRESH_IDLE_TTL.',
    },
    {
      applies: production && !MONGODB_URI,
      between: ['MONGODB_URI'],
      problem:
        'MONGODB_URI is required when NODE_ENV is production: the embedded database is for development.',
    },
    {
      applies: production && !ISSUER,
      between: ['ISSUER'],
      problem: 'ISSUER is required when NODE_ENV is production, for example https://auth.example.com.',
    },
  ];
  return possible.filter(({ applies }) => applies);
}

function isHttpUrl(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

function isPlainUrl(text: string): boolean {
  if (!isHttpUrl(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#\s]/.test(text);
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text && !text.includes('*');
}

/** An IP address, a network in CIDR notation, or one of Fastify's names for address ranges. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', prefix, ...more] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return bits > 0 && more.length === 0 && (prefix === undefined || isUpTo(bits, prefix));
}

function isUpTo(max: number, text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= max;
}
