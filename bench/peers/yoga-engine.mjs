// GraphQL Yoga with its JWT plugin and @graphward/authorization in place of generic-auth.
import { useAuthorization } from '@graphward/authorization/yoga';
import { createAuthorizedSchema } from './authorized-schema.mjs';
import { serveYoga } from './yoga-server.mjs';

const viewerOf = ({ jwt }) => (jwt ? { id: jwt.payload.sub, roles: jwt.payload.roles } : null);

serveYoga({
  schema: createAuthorizedSchema((context) => viewerOf(context)),
  plugins: [useAuthorization({ viewer: viewerOf })],
});
