import { readFileSync } from 'node:fs';
import { defineModule, requireUser } from 'graphward';
import { userFields, type UserWithFields } from './context.js';
import type { Resolvers } from './generated/resolver-types.js';

// No resolver checks who may do what: the rules are in the schema.
const resolvers: Pick<Resolvers, 'Query' | 'Mutation'> = {
  Query: {
    greeting: async (_root, _args, context) => {
      const { name, city } = await context.user();
      return `Hello ${name ?? 'there'}${city === null ? '' : ` in ${city}`}`;
    },
  },
  Mutation: {
    moveTo: async (_root, { city }, context) =>
      (await context.services.users.setFields(requireUser(context).id, { city })) as UserWithFields,
  },
};

/** The city of a user. */
export const cities = defineModule({
  name: 'cities',
  // From dist/src, where this file runs.
  typeDefs: readFileSync(new URL('../../schema/cities.graphql', import.meta.url), 'utf8'),
  userFields,
  resolvers,
});
