import { ApolloClient, InMemoryCache } from '@apollo/client';
import { createSession, onViewerChange } from '@graphward/client';
import { sessionLink } from '@graphward/client/apollo';
import access from './generated/access.json';

export const session = createSession({ url: '/graphql', access });
export const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });

// What the cache contains is what the former viewer might see.
onViewerChange(session, (viewer, former) => {
  // A role change is noticed during an operation, which resetStore would cancel.
  if (viewer?.id === former?.id) void client.refetchQueries({ include: 'active' });
  else void client.resetStore().catch(console.error);
});
