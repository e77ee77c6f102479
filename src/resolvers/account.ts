import type { MutationResolvers } from '../generated/resolver-types.js';
import { viewerWithSession } from './viewer.js';

const mutation: Pick<
  MutationResolvers,
  | 'requestPasswordReset'
  | 'resetPassword'
  | 'requestEmailVerification'
  | 'requestEmailChange'
  | 'verifyEmail'
  | 'undoEmailChange'
> = {
  requestPasswordReset: async (_root, { input }, { services, origin }) => {
    await services.recovery.request(input.email, origin);
    return { accepted: true };
  },
  resetPassword: async (_root, { input }, { services, origin }) => {
    await services.recovery.reset(input.token, input.newPassword, origin);
    return { reset: true };
  },
  requestEmailVerification: async (_root, _args, { viewer, services, origin }) => {
    await services.addresses.requestVerification(viewerWithSession(viewer), origin);
    return { accepted: true };
  },
  requestEmailChange: async (_root, { input }, { viewer, services, origin }) => {
    await services.addresses.requestChange(viewerWithSession(viewer), input, origin);
    return { accepted: true };
  },
  verifyEmail: async (_root, { input }, { services, origin }) => {
    await services.addresses.verify(input.token, origin);
    return { verified: true };
  },
  undoEmailChange: async (_root, { input }, { services, origin }) => {
    await services.addresses.undoChange(input.token, origin);
    return { undone: true };
  },
};

export const accountResolvers = { Mutation: mutation };
