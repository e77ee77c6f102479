import { lstatSync, realpathSync } from 'node:fs';
import { z } from 'zod';
import {
  checkLocation,
  readTrustedFile,
  requireTrustedOwner,
  UntrustedPathError,
} from '../trusted-files/index.js';

/**
 * The names of the members that lead to a claim, from the payload inwards.
 *
 * @example
 * ```ts
 * const roles: ClaimPath = ['realm_access', 'roles'];
 * ```
 */
export type ClaimPath = readonly string[];

/**
 * An identity provider whose access tokens this server accepts.
 *
 * @example
 * ```ts
 * const { config } = loadConfig({ TRUSTED_ISSUERS: 'issuers.json' });
 * console.log(config.trustedIssuers.map(({ issuer }) => issuer));
 * ```
 */
export interface TrustedIssuer {
  /** The prefix of its users' IDs; the issuer's URL by default. */
  readonly name: string;
  readonly issuer: string;
  readonly jwksUri: string;
  /** A token must be meant for one of these. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly TrustedAlgorithm[];
  /** The accepted values of `typ`, in lower case. */
  readonly types: readonly string[];
  /** How long a token is accepted after it is issued. */
  readonly maxAgeSeconds: number;
  readonly claims: {
    readonly id: ClaimPath;
    readonly roles: ClaimPath | null;
    readonly scopes: ClaimPath | null;
    readonly groups: ClaimPath | null;
    readonly authTime: ClaimPath | null;
  };
  /** The roles that each of the provider's roles grants. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** The claim and the values of it that stand for a second factor; null if none does. */
  readonly mfa: { readonly claim: ClaimPath; readonly values: readonly string[] } | null;
  /** Whether a user is the account with the same verified e-mail address. */
  readonly matchBy: 'email' | null;
}

const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const satisfies readonly TrustedAlgorithm[];

/**
 * The signature algorithms that tokens of other issuers may have.
 *
 * @example
 * ```ts
 * const algorithms: readonly TrustedAlgorithm[] = ['RS256'];
 * ```
 */
export type TrustedAlgorithm =
  'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** The longest that revocations are kept. */
const maxAgeLimitSeconds = 86_400;
const visible = /^[\x21-\x7e]+$/;

const text = z.string('must be text').min(1, 'must not be empty').max(256, 'must be at most 256 characters');
const listOf = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .union([item.transform((one) => [one]), z.array(item).min(1).max(100)], {
      error: 'must be a text or a list of texts',
    })
    .transform((list): string[] => [...list]);
/** `a.b.c`, or a list of names, for names that contain dots. */
const path = z
  .union([text.transform((names) => names.split('.')), z.array(text).min(1).max(10)], {
    error:
      'must be a path such as realm_access.roles, or a list of names such as ["https://example.com/roles"]',
  })
  .refine((names) => names.every((name) => name !== ''), 'must not contain empty names');

const shape = z
  .strictObject({
    issuer: text
      .refine(isUrl, 'must be the URL that the tokens contain as `iss`, character by character')
      .refine((issuer) => visible.test(issuer), 'must consist of visible ASCII characters')
      .refine((issuer) => !issuer.includes('|'), 'must not contain |'),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must consist of 1 to 32 lower-case letters, digits and hyphens')
      .optional(),
    jwksUri: text.refine(isUrl, 'must be an https URL'),
    allowHttp: z.boolean('must be true or false').default(false),
    audience: listOf(text),
    algorithms: z
      .array(
        z.enum(algorithms, {
          error: ({ input }) =>
            /^(none|hs\d+)$/i.test(String(input))
              ? 'must not be none or an HMAC, because everybody could sign such tokens. Use the algorithm of the provider, such as RS256'
              : `must be one of ${algorithms.join(', ')}`,
        }),
      )
      .min(1, 'must name the algorithms of the provider, such as ["RS256"]'),
    types: z
      .array(text.transform((type) => type.toLowerCase()))
      .min(1)
      .default(['at+jwt', 'application/at+jwt']),
    maxAge: z
      .number('must be a number of seconds')
      .int()
      .min(1, 'must be at least 1')
      .max(
        maxAgeLimitSeconds,
        `must be at most ${maxAgeLimitSeconds}, because revocations are kept that long`,
      )
      .default(3_600),
    claims: z
      .strictObject({
        id: path.default(['sub']),
        roles: path.optional(),
        scopes: path.optional(),
        groups: path.optional(),
        authTime: path.optional(),
      })
      .default({ id: ['sub'] }),
    roles: z
      .record(z.string(), listOf(text), { error: 'must be an object such as { "gw-admin": "ADMIN" }' })
      .default({}),
    mfa: z.strictObject({ claim: path, values: listOf(text) }).optional(),
    matchBy: z.enum(['email'], 'must be "email", or left out').optional(),
  })
  .refine(({ jwksUri, allowHttp }) => allowHttp || !isUrl(jwksUri) || isSecure(new URL(jwksUri)), {
    path: ['jwksUri'],
    message:
      'must be an https URL, because whoever answers decides whose tokens are accepted. To use http in a network that you trust, set "allowHttp": true',
  })
  .refine(({ jwksUri }) => !isUrl(jwksUri) || new URL(jwksUri).username === '', {
    path: ['jwksUri'],
    message: 'must not contain a user name',
  });

/**
 * Reads the file of trusted issuers and collects every problem.
 *
 * Others must not be able to write to it, because it decides whose tokens are accepted. It may be a symbolic link, because
 * deployment tools create one.
 *
 * @param ownIssuer this server's own issuer, which cannot be another one
 */
export function readTrustedIssuers(file: string, ownIssuer: string, problems: string[]): TrustedIssuer[] {
  const found: string[] = [];
  const issuers = readEntries(file, found).flatMap((entry, index) => {
    const { data, error } = shape.safeParse(entry);
    if (data) return [toIssuer(data)];
    for (const issue of error.issues) found.push(`[${index}]${describe(issue)}`);
    return [];
  });
  found.push(...conflictsIn(issuers, ownIssuer));
  problems.push(...found.map((problem) => `TRUSTED_ISSUERS: ${file}${problem}.`));
  return issuers;
}

function readEntries(file: string, problems: string[]): unknown[] {
  try {
    requireTrustedOwner(file, lstatSync(file));
    checkLocation(file);
    const entries: unknown = JSON.parse(readTrustedFile(realpathSync(file)).content.toString('utf8'));
    if (Array.isArray(entries)) return entries;
    problems.push(' must contain a list of issuers: [{ "issuer": … }]');
  } catch (error) {
    // The message of an UntrustedPathError is already punctuated.
    const message = (error as Error).message.replace(/\.$/, '');
    problems.push(
      error instanceof UntrustedPathError ? ` cannot be trusted: ${message}` : ` cannot be read: ${message}`,
    );
  }
  return [];
}

function describe(issue: z.core.$ZodIssue): string {
  const where = issue.path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${String(name)}`));
  if (issue.code === 'unrecognized_keys')
    return `${where.join('')} has unknown settings: ${issue.keys.join(', ')}. See docs/trusted-issuers.md`;
  const missing =
    issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('expected');
  return `${where.join('')} ${missing ? 'is missing' : issue.message}`;
}

function conflictsIn(issuers: readonly TrustedIssuer[], ownIssuer: string): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { issuer, name } of issuers) {
    if (issuer === ownIssuer)
      problems.push(` contains ${issuer}, which is this server's own ISSUER. Remove it`);
    if (seen.has(`issuer ${issuer}`)) problems.push(` contains ${issuer} twice. Remove one of them`);
    else if (seen.has(`name ${name}`))
      problems.push(` contains the name ${name} twice. IDs of users begin with it, so choose another`);
    seen.add(`issuer ${issuer}`).add(`name ${name}`);
  }
  return problems;
}

function toIssuer(entry: z.infer<typeof shape>): TrustedIssuer {
  const { claims } = entry;
  return {
    name: entry.name ?? entry.issuer,
    issuer: entry.issuer,
    jwksUri: entry.jwksUri,
    audiences: entry.audience,
    algorithms: entry.algorithms,
    types: entry.types,
    maxAgeSeconds: entry.maxAge,
    claims: {
      id: claims.id,
      roles: claims.roles ?? null,
      scopes: claims.scopes ?? null,
      groups: claims.groups ?? null,
      authTime: claims.authTime ?? null,
    },
    roles: new Map(Object.entries(entry.roles)),
    mfa: entry.mfa ?? null,
    matchBy: entry.matchBy ?? null,
  };
}

function isUrl(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** Whether nobody else can answer: over TLS, or on this machine. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
