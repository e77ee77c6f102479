import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Environment } from './config.js';
import { decodeSecret, isGuessable, isShort } from './secret-strength.js';

/** What must never be logged or answered. `local` secrets are made in the data folder (see local-secrets.ts). */
export interface Secrets {
  readonly signing: SigningSecret | 'local';
  readonly refresh: Buffer | 'local';
  /** The administrator to make when there is none. */
  readonly admin: { readonly email: string; readonly password: string } | null;
}

export type SigningSecret =
  | { readonly kind: 'keys'; readonly pems: readonly string[] }
  | { readonly kind: 'secret'; readonly secret: Buffer };

export const secretNames = [
  'JWT_KEYS_DIR',
  'JWT_SECRET',
  'REFRESH_SECRET',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
] as const;

const howToMakeOne = 'Make one with: openssl rand -base64 32';

export interface SecretsReading {
  readonly secrets: Secrets;
  readonly problems: readonly string[];
}

/** Reads the secrets and collects every problem; no problem's text repeats a secret. */
export function readSecrets(env: Environment, config: Pick<Config, 'mongodbUri'> | null): SecretsReading {
  const problems: string[] = [];
  const signing = readSigning(env, problems);
  const refresh = env.REFRESH_SECRET ? readSecret('REFRESH_SECRET', env.REFRESH_SECRET, problems) : 'local';
  const usesServer = Boolean(env.MONGODB_URI) || Boolean(config?.mongodbUri);
  if (usesServer && signing === 'local') {
    problems.push(
      'JWT_KEYS_DIR or JWT_SECRET is required beside MONGODB_URI: every instance must sign alike.',
    );
  }
  if (usesServer && refresh === 'local') {
    problems.push(
      `REFRESH_SECRET is required beside MONGODB_URI: every instance must use the same. ${howToMakeOne}`,
    );
  }
  return { secrets: { signing, refresh, admin: readAdmin(env, problems) }, problems };
}

function readSigning(env: Environment, problems: string[]): Secrets['signing'] {
  if (env.JWT_KEYS_DIR && env.JWT_SECRET) {
    problems.push('JWT_KEYS_DIR and JWT_SECRET are both set: keep one of them.');
  }
  if (env.JWT_KEYS_DIR) return { kind: 'keys', pems: readKeys(env.JWT_KEYS_DIR, problems) };
  if (env.JWT_SECRET) return { kind: 'secret', secret: readSecret('JWT_SECRET', env.JWT_SECRET, problems) };
  return 'local';
}

/** The PEM files of a folder, the newest last: by time of modification, then by name. */
function readKeys(folder: string, problems: string[]): string[] {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.pem'));
    if (files.length === 0) {
      problems.push(
        `JWT_KEYS_DIR has no .pem file. Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${join(folder, 'key.pem')}`,
      );
    }
    return files
      .map((name) => ({ name, modified: statSync(join(folder, name)).mtimeMs }))
      .sort((one, other) => one.modified - other.modified || (one.name < other.name ? -1 : 1))
      .flatMap(({ name }) => readKey(folder, name, problems));
  } catch (error) {
    problems.push(`JWT_KEYS_DIR cannot be read: ${(error as Error).message}.`);
    return [];
  }
}

function readKey(folder: string, name: string, problems: string[]): string[] {
  const pem = readFileSync(join(folder, name), 'utf8');
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    const usable =
      (type === 'ec' && details?.namedCurve === 'prime256v1') ||
      (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048);
    if (usable) return [pem];
  } catch {
    // Told below, without the library's text, which may quote the file.
  }
  problems.push(
    `JWT_KEYS_DIR: ${name} is no unencrypted private key of a supported kind (EC P-256, or RSA of at least 2048 bits).`,
  );
  return [];
}

function readSecret(name: string, text: string, problems: string[]): Buffer {
  const secret = decodeSecret(text);
  if (isShort(text)) {
    problems.push(`${name} is too short: it needs at least 32 random bytes. ${howToMakeOne}`);
  } else if (isGuessable(text)) {
    problems.push(`${name} is not random: it is published, patterned or made of words. ${howToMakeOne}`);
  }
  return secret;
}

function readAdmin(env: Environment, problems: string[]): Secrets['admin'] {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env;
  if (Boolean(email) !== Boolean(password)) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.');
  }
  return email && password ? { email, password } : null;
}
