/**
 * Reports every problem of the configuration at once.
 *
 * @example
 * ```ts
 * try {
 *   loadConfig(process.env, '.env');
 * } catch (error) {
 *   if (!(error instanceof ConfigError)) throw error;
 *   for (const problem of error.problems) console.error(problem); // PORT must be a whole number from 0 to 65535.
 * }
 * ```
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}
