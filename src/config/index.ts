import { type Config, type Environment, readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import { readEnvFile } from './env-file.js';
import { type KeySettings, readKeySettings } from './key-settings.js';
import { readSecrets, type Secrets } from './secrets.js';

export type { Config, Environment } from './config.js';
export { ConfigError } from './config-error.js';
export { resolveLocalSecrets } from './local-secrets.js';
export type { Secrets } from './secrets.js';
export type { SmtpServer } from './smtp-server.js';
export type { ClaimPath, TrustedAlgorithm, TrustedIssuer } from './trusted-issuers.js';

/**
 * Reads configuration and secrets from environment variables and, optionally, a file. Variables take precedence over the
 * file.
 *
 * @param envFile for example `.env`
 * @throws ConfigError listing every problem
 *
 * @example
 * ```ts
 * const { config, secrets } = loadConfig(process.env, '.env');
 * ```
 */
export function loadConfig(
  environment: Environment,
  envFile: string | null = null,
): { config: Config; secrets: Secrets } {
  const file = envFile === null ? { values: {}, problems: [] } : readEnvFile(envFile);
  const env = { ...file.values, ...environment };
  const { config, problems } = readConfig(env);
  const { secrets, problems: secretProblems } = readSecrets(env, config);
  const all = [...file.problems, ...problems, ...secretProblems];
  if (config === null || all.length > 0) throw new ConfigError(all);
  return { config, secrets };
}

/**
 * Reads the settings of the key folder alone, so that keys can be listed and repaired when the server cannot start.
 *
 * @throws ConfigError listing every problem
 */
export function loadKeySettings(environment: Environment, envFile: string): KeySettings {
  const file = readEnvFile(envFile);
  const { settings, problems } = readKeySettings({ ...file.values, ...environment });
  const all = [...file.problems, ...problems];
  if (settings === null || all.length > 0) throw new ConfigError(all);
  return settings;
}
