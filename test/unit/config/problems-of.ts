import { ConfigError, type Environment, loadConfig } from '../../../src/config/index.js';

/** The problems of a configuration; an empty list if it is valid. */
export function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
