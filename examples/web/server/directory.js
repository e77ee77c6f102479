import { defineModule } from 'graphward';

const everybody = { first: 100, after: null, emailPrefix: null, role: null, search: null };

/** A list for all users. Each sees only the own address in it; administrators see all. */
export default defineModule({
  name: 'directory',
  typeDefs: 'extend type Query { "All users." directory: [User!] @semanticNonNull @auth }',
  resolvers: {
    Query: { directory: async (_root, _args, { services }) => (await services.users.page(everybody)).users },
  },
});
