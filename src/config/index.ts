import { type Config, type Environment, readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import { readSecrets, type Secrets } from './secrets.js';

export type { Config, Environment } from './config.js';
export { ConfigError } from './config-error.js';
export { withEnvFile } from './env-file.js';
export { resolveLocalSecrets } from './local-secrets.js';
export type { Secrets } from './secrets.js';

/**
 * Reads configuration and secrets from environment variables.
 *
 * @throws ConfigError listing every problem of both
 */
export function loadConfig(env: Environment): { config: Config; secrets: Secrets } {
  const { config, problems } = readConfig(env);
  const { secrets, problems: secretProblems } = readSecrets(env, config);
  const all = [...problems, ...secretProblems];
  if (config === null || all.length > 0) throw new ConfigError(all);
  return { config, secrets };
}
