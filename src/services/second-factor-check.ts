import type { Clock } from '../identity/clock.js';
import { type OneTimePassword, parseOneTimePassword, timeStepOf } from '../identity/one-time-password.js';
import type { TextSealer } from '../identity/sealed-text.js';
import type { SecondFactorModel } from '../models/index.js';
import type { Metrics } from '../observability/metrics.js';
import type { SecurityEvents } from '../observability/security-events.js';
import type { SignInAttempt } from './refused-attempts.js';
import type { ChangeWithNotice } from './second-factor-notices.js';
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
  readonly changeWithNotice: ChangeWithNotice;
  readonly metrics: Pick<Metrics, 'recordSecondFactor'>;
  readonly clock: Clock;
}

export function createSecondFactorCheck(options: SecondFactorCheckOptions): SecondFactorCheck {
  const { secondFactors, sealer, attempts, events, changeWithNotice, clock } = options;

  async function useCode(userId: string, code: string): Promise<boolean> {
    const sealed = (await secondFactors.find(userId))?.secret;
    const secret = sealed ? sealer.open(sealed, userId) : null;
    const step = secret === null ? null : timeStepOf(code, secret, clock());
    if (!sealed || step === null) return false;
    return secondFactors.useStep(userId, { sealed, resealed: sealer.reseal(sealed, userId), step });
  }

  async function useRecoveryCode({ account: userId, origin }: SignInAttempt, hash: string): Promise<boolean> {
    const stored = await secondFactors.find(userId);
    if (!stored?.recoveryCodeHashes.includes(hash)) return false;
    const use = () => secondFactors.useRecoveryCode(userId, hash);
    if (!(await changeWithNotice('recovery-code-used', { userId, ...stored }, use))) return false;
    await events.record({ type: 'recovery_code_used', outcome: 'success', origin, userId });
    return true;
  }

  const use = (attempt: SignInAttempt, otp: OneTimePassword) =>
    otp.kind === 'code' ? useCode(attempt.account, otp.code) : useRecoveryCode(attempt, otp.hash);

  return {
    use: async (attempt, entered) => {
      await attempts.countCode(attempt);
      const otp = parseOneTimePassword(entered);
      const isAccepted = otp !== null && (await use(attempt, otp));
      options.metrics.recordSecondFactor(
        !isAccepted ? 'refused' : otp.kind === 'code' ? 'code' : 'recovery_code',
      );
      return isAccepted;
    },
  };
}
