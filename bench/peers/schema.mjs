// The schema and the data that all peers serve from memory.
import { makeExecutableSchema } from '@graphql-tools/schema';

export const authDirective = 'directive @auth(requires: Role) on FIELD_DEFINITION';
export const roleEnum = 'enum Role { USER  EDITOR  ADMIN }';

/** The policy as directives. Each peer understands `@auth(requires: …)`, or ignores it. */
export const protectedTypeDefs = `
  "A row of the benchmark."
  type BenchUser {
    "The ID."
    id: ID!
    "The display name."
    name: String
    "The e-mail address."
    email: String @auth(requires: USER)
    "The assigned roles."
    roles: [String!] @auth(requires: USER)
    "When it was created."
    createdAt: String @auth(requires: USER)
    "What only administrators read."
    notes: String @auth(requires: ADMIN)
  }

  type Query {
    "The first row."
    benchMe: BenchUser @auth(requires: USER)
    "The first rows."
    benchUsers("How many." first: Int = 20): [BenchUser!] @auth(requires: USER)
  }
`;

/** The same schema without a policy: root fields are public, as Graphward requires one or the other. */
export const openTypeDefs = protectedTypeDefs
  .replaceAll(/(\bbench.*)@auth\(.*\)/g, '$1@public')
  .replaceAll(/ @auth\(.*\)/g, '');

const rows = Array.from({ length: 1000 }, (_, index) => ({
  id: `user-${index}`,
  name: `User ${index}`,
  email: `user-${index}@example.com`,
  roles: ['USER'],
  createdAt: '2026-01-01T00:00:00.000Z',
  notes: 'For administrators.',
}));

export const resolvers = {
  Query: {
    benchMe: () => rows[0],
    benchUsers: (_root, { first }) => rows.slice(0, first),
  },
};

/** Builds the executable schema, with its own `@auth` and `Role`. */
export function createSchema(moreResolvers = resolvers, moreTypeDefs = []) {
  return makeExecutableSchema({
    typeDefs: [authDirective, roleEnum, protectedTypeDefs, ...moreTypeDefs],
    resolvers: moreResolvers,
  });
}
