import type { MutationResolvers } from '../generated/resolver-types.js';
import { signedInViewer, viewerWithSession } from './viewer.js';

const mutation: Pick<MutationResolvers, 'deleteAccount' | 'deleteUser'> = {
  deleteAccount: async (_root, { input }, context) => {
    const { services, origin, refreshCookie } = context;
    const viewer = viewerWithSession(context.viewer);
    await services.deletions.deleteOwn(viewer, input.currentPassword, origin);
    if (refreshCookie.belongsTo(viewer.sessionId)) refreshCookie.clear();
    return { deletedUserId: viewer.id };
  },
  deleteUser: async (_root, { input: { userId } }, { viewer, services, origin }) => {
    await services.deletions.deleteUser(signedInViewer(viewer), userId, origin);
    return { deletedUserId: userId };
  },
};

export const deletionResolvers = { Mutation: mutation };
