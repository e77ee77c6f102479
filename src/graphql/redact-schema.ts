import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { RedactionContext } from '@graphward/authorization';
import type { Viewer } from '../identity/viewer.js';
import { isCodedError } from './coded-error.js';
import type { GraphwardContext } from '../context.js';
import { rootOf } from './format-error.js';

/** One error for each, without what this viewer may not see of the schema. */
export type RedactErrors = (
  errors: readonly GraphQLError[],
  request: Pick<RedactionContext, 'document' | 'operationName' | 'variables'>,
  viewer: Viewer,
) => readonly GraphQLError[];

/** Rewrites GraphQL's own messages about a request that does not fit the schema: they quote the whole schema. */
export function redactSchema(redact: RedactErrors): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response: { body }, errors, document, request, contextValue }) => {
          if (body.kind !== 'single' || !document || !errors?.some(quotesSchema)) return Promise.resolve();
          const { singleResult } = body;
          if (!singleResult.errors) return Promise.resolve();
          const { operationName, variables } = request;
          const redacted = redact(errors, { document, operationName, variables }, contextValue.viewer);
          // Apollo formats errors one by one and in order, so that they correspond.
          singleResult.errors = singleResult.errors.map((formatted, index) => {
            const [error, told] = [errors[index], redacted[index]];
            return error && told && quotesSchema(error) ? { ...formatted, message: told.message } : formatted;
          });
          return Promise.resolve();
        },
      }),
  };
}

/** Errors of validation and of variables; those of resolvers have a path, and names stand in quotation marks. */
function quotesSchema(error: GraphQLError): boolean {
  const { code } = error.extensions;
  if (!error.message.includes('"')) return false;
  if (error.path || isCodedError(rootOf(error))) return false;
  return code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT';
}
