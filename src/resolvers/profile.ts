import type { MutationResolvers, QueryResolvers, UpdateProfileInput } from '../generated/resolver-types.js';
import type { ProfileChange } from '../services/index.js';
import { signedInUser, signedInViewer } from './viewer.js';

const query: Pick<QueryResolvers, 'exportAccount' | 'exportUser'> = {
  exportAccount: (_root, _args, { viewer, services, origin }) => {
    const self = signedInUser(viewer);
    return services.profiles.export(self, self.id, origin);
  },
  exportUser: (_root, { userId }, { viewer, services, origin }) =>
    services.profiles.export(signedInViewer(viewer), userId, origin),
};

const mutation: Pick<MutationResolvers, 'updateProfile' | 'updateUser'> = {
  updateProfile: (_root, { input }, { viewer, services, origin }) => {
    const self = signedInUser(viewer);
    return services.profiles.update(self, self.id, changeOf(input), origin);
  },
  updateUser: (_root, { input: { userId, ...change } }, { viewer, services, origin }) =>
    services.profiles.update(signedInViewer(viewer), userId, changeOf(change), origin),
};

/** What modules add to the input are fields of users, which the service checks. */
function changeOf({ name, ...input }: UpdateProfileInput): ProfileChange {
  return { name, input };
}

export const profileResolvers = { Query: query, Mutation: mutation };
