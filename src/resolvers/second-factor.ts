import type { MutationResolvers } from '../generated/resolver-types.js';
import { signedInViewer, viewerWithSession } from './viewer.js';

const mutation: Pick<
  MutationResolvers,
  | 'enrolSecondFactor'
  | 'confirmSecondFactor'
  | 'disableSecondFactor'
  | 'renewRecoveryCodes'
  | 'disableUserSecondFactor'
> = {
  enrolSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.secondFactors.enrol(viewerWithSession(viewer), input.currentPassword, origin),
  confirmSecondFactor: async (_root, { input }, { viewer, services, origin }) => {
    const codes = await services.secondFactors.confirm(viewerWithSession(viewer), input.otp, origin);
    return { recoveryCodes: [...codes] };
  },
  disableSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.secondFactors.disable(viewerWithSession(viewer), input, origin),
  renewRecoveryCodes: async (_root, { input }, { viewer, services, origin }) => {
    const codes = await services.secondFactors.renewRecoveryCodes(viewerWithSession(viewer), input, origin);
    return { recoveryCodes: [...codes] };
  },
  disableUserSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.administration.disableSecondFactor(signedInViewer(viewer), input.userId, origin),
};

export const secondFactorResolvers = { Mutation: mutation };
