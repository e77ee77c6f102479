import type { MutationResolvers } from '../generated/resolver-types.js';
import { signedInUser, signedInViewer } from './viewer.js';

const mutation: Pick<
  MutationResolvers,
  | 'enrolSecondFactor'
  | 'confirmSecondFactor'
  | 'disableSecondFactor'
  | 'renewRecoveryCodes'
  | 'disableUserSecondFactor'
> = {
  enrolSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.secondFactors.enrol(signedInUser(viewer), input.currentPassword, origin),
  confirmSecondFactor: async (_root, { input }, { viewer, services, origin }) => {
    const codes = await services.secondFactors.confirm(signedInUser(viewer), input.otp, origin);
    return { recoveryCodes: [...codes] };
  },
  disableSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.secondFactors.disable(signedInUser(viewer), input, origin),
  renewRecoveryCodes: async (_root, { input }, { viewer, services, origin }) => {
    const codes = await services.secondFactors.renewRecoveryCodes(signedInUser(viewer), input, origin);
    return { recoveryCodes: [...codes] };
  },
  disableUserSecondFactor: (_root, { input }, { viewer, services, origin }) =>
    services.administration.disableSecondFactor(signedInViewer(viewer), input.userId, origin),
};

export const secondFactorResolvers = { Mutation: mutation };
