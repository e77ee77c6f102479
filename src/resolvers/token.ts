import type { MutationResolvers } from '../generated/resolver-types.js';
import { signedInViewer } from './viewer.js';

const mutation: Pick<MutationResolvers, 'revokeToken'> = {
  revokeToken: async (_root, { input }, { viewer, services, origin }) => {
    const { issuer = null, tokenId = null, subject = null } = input;
    await services.tokens.revoke(signedInViewer(viewer), { issuer, tokenId, subject }, origin);
    return { revoked: true };
  },
};

export const tokenResolvers = { Mutation: mutation };
