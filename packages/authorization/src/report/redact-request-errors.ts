import { GraphQLError, type GraphQLSchema } from 'graphql';
import { redactErrors, type RedactionContext } from './redact-errors.js';

/**
 * A request's errors in their order, those of validation and of variables redacted and all others as they are.
 *
 * graphql-js reports the former with nodes and without a path, and puts names of the schema in quotation marks.
 */
export function redactRequestErrors(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  request: RedactionContext,
): readonly GraphQLError[] {
  const quoting = errors.filter(quotesSchema);
  if (quoting.length === 0) return errors;
  const redacted = redactErrors(schema, quoting, request);
  const replacements = new Map(quoting.map((error, index) => [error, redacted[index] ?? error]));
  return errors.map((error) => replacements.get(error) ?? error);
}

/** Whether the message may name what is in the schema and not in the request. */
export function quotesSchema(error: unknown): error is GraphQLError {
  return (
    error instanceof GraphQLError && !error.path && error.nodes !== undefined && error.message.includes('"')
  );
}
