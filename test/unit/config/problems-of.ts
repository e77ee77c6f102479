import { ConfigError, type Environment, loadConfig } from '../../../src/config/index.js';

/** What is wrong with a configuration, nothing being an empty list. */
export function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
