import { ApolloClient, InMemoryCache } from '@apollo/client';
import { createSession } from '@graphward/client';
import { followViewer, sessionLink } from '@graphward/client/apollo';
import access from './generated/access.json';

export const session = createSession({ url: '/graphql', access });
export const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });

// Whoever signs in sees nothing that was cached for somebody else.
followViewer(session, client);
