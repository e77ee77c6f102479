import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { RedactionContext } from '@graphward/authorization';
import type { Viewer } from '../identity/viewer.js';
import { isCodedError } from './coded-error.js';
import type { GraphwardContext } from '../context.js';
import { rootOf } from './format-error.js';

/** Returns one error per error, without schema details that the viewer may not see. */
export type RedactErrors = (
  errors: readonly GraphQLError[],
  request: Pick<RedactionContext, 'document' | 'operationName' | 'variables'>,
  viewer: Viewer,
) => readonly GraphQLError[];

/** Rewrites graphql-js's messages about invalid requests, because they name schema elements hidden from the viewer. */
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
          // Apollo formats errors one by one and in order, so the indexes correspond.
          singleResult.errors = singleResult.errors.map((formatted, index) => {
            const [error, replacement] = [errors[index], redacted[index]];
            if (!error || !replacement || !quotesSchema(error)) return formatted;
            return { ...formatted, message: replacement.message };
          });
          return Promise.resolve();
        },
      }),
  };
}

/** Whether it is an error of validation or of variables that quotes a name. Errors of resolvers have a path. */
function quotesSchema(error: GraphQLError): boolean {
  const { code } = error.extensions;
  if (!error.message.includes('"')) return false;
  if (error.path || isCodedError(rootOf(error))) return false;
  return code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT';
}
