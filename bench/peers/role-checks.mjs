// Role checks in resolvers, for the servers that have no authorization library. `context.roles` are the viewer's.
import { forbidden } from './errors.mjs';
import { resolvers } from './schema.mjs';

export function requireRole(role, resolve) {
  return (source, parameters, context, info) => {
    if (!context.roles.includes(role)) throw forbidden();
    return resolve(source, parameters, context, info);
  };
}

export const checkedResolvers = {
  BenchUser: {
    email: requireRole('USER', ({ email }) => email),
    roles: requireRole('USER', ({ roles }) => roles),
    createdAt: requireRole('USER', ({ createdAt }) => createdAt),
    notes: requireRole('ADMIN', ({ notes }) => notes),
  },
  Query: {
    benchMe: requireRole('USER', resolvers.Query.benchMe),
    benchUsers: requireRole('USER', resolvers.Query.benchUsers),
  },
};
