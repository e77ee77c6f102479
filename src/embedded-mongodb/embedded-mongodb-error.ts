/** The embedded MongoDB cannot run as configured. The message says what is wrong and what to do. */
export class EmbeddedMongodbError extends Error {
  override readonly name = 'EmbeddedMongodbError';
}
