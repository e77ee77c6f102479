/**
 * The embedded MongoDB cannot run as configured. The message says what is wrong and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await createApp(config, secrets);
 * } catch (error) {
 *   if (!(error instanceof EmbeddedMongodbError)) throw error;
 *   console.error(error.message);
 * }
 * ```
 */
export class EmbeddedMongodbError extends Error {
  override readonly name = 'EmbeddedMongodbError';
}
