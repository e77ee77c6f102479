// (c) GraphQL Yoga with its JWT plugin and Envelop's generic-auth.
import { useGenericAuth } from '@envelop/generic-auth';
import { forbidden } from './errors.mjs';
import { createSchema } from './schema.mjs';
import { serveYoga } from './yoga-server.mjs';

const genericAuth = useGenericAuth({
  mode: 'protect-granular',
  authDirectiveName: 'auth',
  // A denied field is null and the rest of the response remains, as in the other peers.
  rejectUnauthenticated: false,
  resolveUserFn: ({ jwt }) => jwt?.payload,
  validateUser: ({ user, fieldAuthArgs, path }) =>
    fieldAuthArgs && !user.roles.includes(fieldAuthArgs.requires) ? forbidden(path) : undefined,
});

serveYoga({ schema: createSchema(), plugins: [genericAuth] });
