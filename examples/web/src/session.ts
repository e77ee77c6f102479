import { ApolloClient, InMemoryCache } from '@apollo/client';
import { createSession, onViewerChange } from '@graphward/client';
import { sessionLink } from '@graphward/client/apollo';
import access from './generated/access.json';

export const session = createSession({ url: '/graphql', access });
export const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });

// What the cache holds belongs to whoever was signed in.
onViewerChange(session, () => void client.resetStore().catch(console.error));
