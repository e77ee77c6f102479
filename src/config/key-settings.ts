import { join, resolve } from 'node:path';
import type { KeySource } from '../key-folder/index.js';
import { type Environment, readConfig } from './config.js';

/** Where the signing keys are, and their times in seconds. */
export interface KeySettings {
  readonly source: KeySource;
  readonly accessTokenTtlSeconds: number;
  readonly publishDelaySeconds: number;
}

/** The folder in `DATA_DIR` that the first start creates if nothing else is configured. */
export const localKeyFolder = 'jwt-keys';

/** Reads the settings on which the key folder depends, and collects every problem. */
export function readKeySettings(env: Environment): {
  readonly settings: KeySettings | null;
  readonly problems: readonly string[];
} {
  const { DATA_DIR, ACCESS_TOKEN_TTL, JWT_KEY_PUBLISH_DELAY, JWT_KEYS_DIR, JWT_KEYS_PASSPHRASE_FILE } = env;
  const { config, problems } = readConfig({ DATA_DIR, ACCESS_TOKEN_TTL, JWT_KEY_PUBLISH_DELAY });
  if (config === null) return { settings: null, problems };
  const isLocal = !JWT_KEYS_DIR;
  if (isLocal && (env.JWT_SECRET || env.MONGODB_URI))
    return {
      settings: null,
      problems: ['There is no key folder. Set JWT_KEYS_DIR to the folder of the keys.'],
    };
  const source: KeySource = {
    folder: isLocal ? join(config.dataDir, localKeyFolder) : resolve(JWT_KEYS_DIR),
    passphraseFile: isLocal || !JWT_KEYS_PASSPHRASE_FILE ? null : JWT_KEYS_PASSPHRASE_FILE,
  };
  const { accessTokenTtlSeconds, keyPublishDelaySeconds: publishDelaySeconds } = config;
  return { settings: { source, accessTokenTtlSeconds, publishDelaySeconds }, problems: [] };
}
