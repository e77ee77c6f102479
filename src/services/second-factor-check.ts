import type { Clock } from '../identity/clock.js';
import { parseOneTimePassword, timeStepOf } from '../identity/one-time-password.js';
import type { TextSealer } from '../identity/sealed-text.js';
import type { SecondFactorModel, User } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';

/** Checks codes of second factors. Internal to the services: modules never receive it. */
export interface SecondFactorCheck {
  /**
   * Uses up a code of the authenticator app, or a recovery code.
   *
   * @returns false if the code is wrong or was used before, on any instance
   */
  use(user: Pick<User, 'id'>, otp: string, origin: RequestOrigin): Promise<boolean>;
}

export interface SecondFactorCheckOptions {
  readonly secondFactors: Pick<SecondFactorModel, 'find' | 'useStep' | 'useRecoveryCode'>;
  readonly sealer: TextSealer;
  readonly events: SecurityEvents;
  readonly clock: Clock;
}

export function createSecondFactorCheck(options: SecondFactorCheckOptions): SecondFactorCheck {
  const { secondFactors, sealer, events, clock } = options;

  async function useCode(userId: string, code: string): Promise<boolean> {
    const sealed = (await secondFactors.find(userId))?.secret;
    const secret = sealed ? sealer.open(sealed, userId) : null;
    const step = secret === null ? null : timeStepOf(code, secret, clock());
    return sealed != null && step !== null && secondFactors.useStep(userId, sealed, step);
  }

  return {
    use: async ({ id }, entered, origin) => {
      const otp = parseOneTimePassword(entered);
      if (!otp) return false;
      if (otp.kind === 'code') return useCode(id, otp.code);
      if (!(await secondFactors.useRecoveryCode(id, otp.hash))) return false;
      await events.record({ type: 'recovery_code_used', outcome: 'success', origin, userId: id });
      return true;
    },
  };
}
