import { resolve } from 'node:path';
import { type KeySource, readKeyFolder } from '../key-folder/index.js';
import type { Config, Environment } from './config.js';
import { decodeSecret, isGuessable, isShort } from './secret-strength.js';
import { readSmtpServer, type SmtpServer } from './smtp-server.js';

/**
 * Must never be logged or sent to a client. `local` secrets are kept in the data folder (see local-secrets.ts).
 *
 * @example
 * ```ts
 * const secrets: Secrets = { signing: 'local', refresh: 'local', admin: null, smtp: null };
 * ```
 */
export interface Secrets {
  readonly signing: SigningSecret | 'local';
  readonly refresh: Buffer | 'local';
  /** Earlier and coming values of the refresh secret: accepted, but not used for anything new. */
  readonly otherRefresh?: readonly Buffer[];
  /** The administrator to create if none exists. */
  readonly admin: { readonly email: string; readonly password: string } | null;
  /** The server that mails are handed to, with its credentials. */
  readonly smtp: SmtpServer | null;
  /** What verifiers send to read `/revocations`. The route exists only if it is set. */
  readonly revocations?: string;
}

/**
 * The key material that signs access tokens: a folder of private keys that is followed while the server runs, private
 * keys that stay the same (the last one signs), or a shared secret.
 *
 * @example
 * ```ts
 * const signing: SigningSecret = { kind: 'folder', folder: '/etc/graphward/jwt-keys', passphraseFile: null };
 * ```
 */
export type SigningSecret =
  | {
      readonly kind: 'folder';
      readonly folder: string;
      /** A file with the passphrase of encrypted keys. */
      readonly passphraseFile: string | null;
    }
  | { readonly kind: 'keys'; readonly pems: readonly string[] }
  | {
      readonly kind: 'secret';
      readonly secret: Buffer;
      /** Earlier and coming secrets: they verify, but do not sign. */
      readonly others?: readonly Buffer[];
    };

export const secretNames = [
  'JWT_KEYS_DIR',
  'JWT_KEYS_PASSPHRASE_FILE',
  'JWT_SECRET',
  'OTHER_JWT_SECRETS',
  'REFRESH_SECRET',
  'OTHER_REFRESH_SECRETS',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'SMTP_URL',
  'REVOCATIONS_SECRET',
] as const;

const howToCreateOne = 'Create one with: openssl rand -base64 32';

/** The settings on which the problems of secrets depend. */
type SecretsConfig = Pick<Config, 'mongodbUri' | 'accessTokenTtlSeconds'>;

export interface SecretsReading {
  readonly secrets: Secrets;
  readonly problems: readonly string[];
}

/** Reads the secrets and collects every problem. Problems never quote a secret. */
export function readSecrets(env: Environment, config: SecretsConfig | null): SecretsReading {
  const problems: string[] = [];
  const signing = readSigning(env, config, problems);
  const refresh = env.REFRESH_SECRET ? readSecret('REFRESH_SECRET', env.REFRESH_SECRET, problems) : 'local';
  const usesServer = Boolean(env.MONGODB_URI) || Boolean(config?.mongodbUri);
  if (usesServer && signing === 'local') {
    problems.push(
      'JWT_KEYS_DIR or JWT_SECRET is required with MONGODB_URI: all instances must sign with the same key.',
    );
  }
  if (usesServer && refresh === 'local') {
    problems.push(
      `REFRESH_SECRET is required with MONGODB_URI: all instances must use the same secret. ${howToCreateOne}`,
    );
  }
  const admin = readAdmin(env, problems);
  const otherRefresh = readOthers('OTHER_REFRESH_SECRETS', env, problems).map(decodeSecret);
  const smtp = readSmtpServer(env, problems);
  return {
    secrets: {
      signing,
      refresh,
      admin,
      smtp,
      ...(otherRefresh.length > 0 ? { otherRefresh } : {}),
      ...readRevocations(env, problems),
    },
    problems,
  };
}

function readSigning(env: Environment, config: SecretsConfig | null, problems: string[]): Secrets['signing'] {
  const { JWT_KEYS_DIR: folder, JWT_SECRET: text, JWT_KEYS_PASSPHRASE_FILE: passphraseFile } = env;
  if (folder && text) problems.push('JWT_KEYS_DIR and JWT_SECRET are both set. Remove one of them.');
  if (passphraseFile && !folder) problems.push('JWT_KEYS_PASSPHRASE_FILE requires JWT_KEYS_DIR.');
  const others = readOthers('OTHER_JWT_SECRETS', env, problems).map((other) => Buffer.from(other, 'utf8'));
  if (others.length > 0 && !text) problems.push('OTHER_JWT_SECRETS requires JWT_SECRET.');
  if (folder) {
    const source: KeySource = {
      folder: resolve(folder),
      passphraseFile: passphraseFile === '' ? null : (passphraseFile ?? null),
    };
    const accessTokenTtlSeconds = config?.accessTokenTtlSeconds ?? 0;
    const found = readKeyFolder(source, { accessTokenTtlSeconds, now: new Date() });
    problems.push(...found.problems.map((problem) => `JWT_KEYS_DIR: ${problem}`));
    return { kind: 'folder', ...source };
  }
  if (text) {
    readSecret('JWT_SECRET', text, problems);
    // The text itself, because other JWT libraries do not decode it.
    return { kind: 'secret', secret: Buffer.from(text, 'utf8'), others };
  }
  return 'local';
}

function readSecret(name: string, text: string, problems: string[]): Buffer {
  const secret = decodeSecret(text);
  if (isShort(text)) {
    problems.push(`${name} is too short: it needs at least 32 random bytes. ${howToCreateOne}`);
  } else if (isGuessable(text)) {
    problems.push(
      `${name} is not random: it is published, follows a pattern or consists of words. ${howToCreateOne}`,
    );
  }
  return secret;
}

/** Reads a list of secrets that are separated by white space. */
function readOthers(
  name: 'OTHER_JWT_SECRETS' | 'OTHER_REFRESH_SECRETS',
  env: Environment,
  problems: string[],
): string[] {
  const others = env[name]?.split(/\s+/).filter(Boolean) ?? [];
  for (const other of others) readSecret(name, other, problems);
  return others;
}

/** Sent as it is in the Authorization header, so it must be a Bearer token (RFC 6750 §2.1). */
function readRevocations(env: Environment, problems: string[]): Pick<Secrets, 'revocations'> {
  const { REVOCATIONS_SECRET: revocations } = env;
  if (!revocations) return {};
  readSecret('REVOCATIONS_SECRET', revocations, problems);
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(revocations))
    problems.push(
      `REVOCATIONS_SECRET may contain only letters, digits and the characters - . _ ~ + / =. ${howToCreateOne}`,
    );
  return { revocations };
}

function readAdmin(env: Environment, problems: string[]): Secrets['admin'] {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env;
  if (Boolean(email) !== Boolean(password)) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.');
  }
  return email && password ? { email, password } : null;
}
