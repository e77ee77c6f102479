import type { Clock } from '../identity/clock.js';
import { parseOneTimePassword, timeStepOf } from '../identity/one-time-password.js';
import type { TextSealer } from '../identity/sealed-text.js';
import type { SecondFactorModel } from '../models/index.js';
import type { SecurityEvents } from '../observability/security-events.js';
import type { SignInAttempt } from './refused-attempts.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/** Checks codes of second factors. Internal to the services: modules never receive it. */
export interface SecondFactorCheck {
  /**
   * Uses up a code of the authenticator app, or a recovery code.
   *
   * @param attempt for which account: the user's ID
   * @returns false if the code is wrong or was used before, on any instance
   * @throws AppError RATE_LIMITED after too many codes, from whatever network
   */
  use(attempt: SignInAttempt, otp: string): Promise<boolean>;
}

export interface SecondFactorCheckOptions {
  readonly secondFactors: Pick<SecondFactorModel, 'find' | 'useStep' | 'useRecoveryCode'>;
  readonly sealer: TextSealer;
  readonly attempts: Pick<SignInAttempts, 'countCode'>;
  readonly events: SecurityEvents;
  readonly clock: Clock;
}

export function createSecondFactorCheck(options: SecondFactorCheckOptions): SecondFactorCheck {
  const { secondFactors, sealer, attempts, events, clock } = options;

  async function useCode(userId: string, code: string): Promise<boolean> {
    const sealed = (await secondFactors.find(userId))?.secret;
    const secret = sealed ? sealer.open(sealed, userId) : null;
    const step = secret === null ? null : timeStepOf(code, secret, clock());
    if (!sealed || step === null) return false;
    return secondFactors.useStep(userId, { sealed, resealed: sealer.reseal(sealed, userId), step });
  }

  return {
    use: async (attempt, entered) => {
      const { account: id, origin } = attempt;
      await attempts.countCode(attempt);
      const otp = parseOneTimePassword(entered);
      if (!otp) return false;
      if (otp.kind === 'code') return useCode(id, otp.code);
      if (!(await secondFactors.useRecoveryCode(id, otp.hash))) return false;
      await events.record({ type: 'recovery_code_used', outcome: 'success', origin, userId: id });
      return true;
    },
  };
}
