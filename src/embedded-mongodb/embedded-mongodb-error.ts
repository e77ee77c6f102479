/** The embedded MongoDB cannot be used as asked; the message says what is wrong and what to do about it. */
export class EmbeddedMongodbError extends Error {
  override readonly name = 'EmbeddedMongodbError';
}
