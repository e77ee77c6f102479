import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphwardContext } from '../context.js';
import { illFormedText } from './format-error.js';
import { stringsIn } from './request-text.js';

/**
 * Rejects requests whose variables contain a lone surrogate. UTF-8 cannot encode it (RFC 3629 §3), so the database and
 * the password hash would replace it by U+FFFD, and different strings would become equal. The parser rejects a lone
 * surrogate in the document.
 */
export function rejectIllFormedText(): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ request: { variables } }) => {
          for (const text of stringsIn(variables))
            if (loneSurrogate.test(text)) return Promise.reject(illFormedText());
          return Promise.resolve();
        },
      }),
  };
}

const loneSurrogate = /\p{Surrogate}/u;
