// The errors that all peers return, with Graphward's codes.
import { GraphQLError } from 'graphql';

export const forbidden = (path) =>
  new GraphQLError('You are not allowed to use this field.', { path, extensions: { code: 'FORBIDDEN' } });

export const unauthenticated = () =>
  new GraphQLError('The access token is invalid or has expired.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });

/** The same error as a response body, for servers that reject a request before GraphQL. */
export const unauthenticatedBody = {
  errors: [
    { message: 'The access token is invalid or has expired.', extensions: { code: 'UNAUTHENTICATED' } },
  ],
};
