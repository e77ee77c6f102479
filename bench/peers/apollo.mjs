// (a) Apollo Server standalone, without any authentication or authorization.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createSchema } from './schema.mjs';
import { host, port } from './settings.mjs';

await startStandaloneServer(new ApolloServer({ schema: createSchema() }), { listen: { host, port } });
