import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import {
  createRecoveryCodes,
  createTotpSecret,
  drawQrCode,
  otpauthUrlOf,
  parseOneTimePassword,
  timeStepOf,
} from '../identity/one-time-password.js';
import type { TextSealer } from '../identity/sealed-text.js';
import type { UserViewer } from '../identity/viewer.js';
import type { SecondFactorModel, StoredCredentials, User } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { CurrentPassword } from './current-password.js';
import type { SecondFactorCheck } from './second-factor-check.js';
import type { ChangeWithNotice, SecondFactorOwner } from './second-factor-notices.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/**
 * A secret for an authenticator app, in three forms.
 *
 * @example
 * ```ts
 * const show = ({ qrCode }: Enrolment) => `<figure>${qrCode}</figure>`;
 * ```
 */
export interface Enrolment {
  /** In Base32. */
  readonly secret: string;
  readonly otpauthUrl: string;
  /** An SVG document. */
  readonly qrCode: string;
}

/**
 * What shows that the viewer is the owner of the account: the password, and a code of the app or a recovery code.
 *
 * @example
 * ```ts
 * const proof: SecondFactorProof = { currentPassword, otp: '492039' };
 * ```
 */
export interface SecondFactorProof {
  readonly currentPassword: string;
  readonly otp: string;
}

/**
 * Enables and disables the second factor of users: TOTP (RFC 6238) and recovery codes.
 *
 * @example
 * ```ts
 * const { qrCode } = await services.secondFactors.enrol(viewer, currentPassword, origin);
 * ```
 */
export interface SecondFactorService {
  /**
   * Creates a secret, which replaces an earlier one that was not confirmed.
   *
   * @throws AppError INVALID_CREDENTIALS (`field`: currentPassword), CONFLICT if the second factor is on, or RATE_LIMITED
   */
  enrol(viewer: UserViewer, currentPassword: string, origin: RequestOrigin): Promise<Enrolment>;
  /**
   * Enables the second factor.
   *
   * @returns the recovery codes
   * @throws AppError INVALID_CREDENTIALS (`field`: otp), CONFLICT without a secret to confirm, or RATE_LIMITED
   */
  confirm(viewer: UserViewer, otp: string, origin: RequestOrigin): Promise<readonly string[]>;
  /** @throws AppError INVALID_CREDENTIALS (`field`), CONFLICT if the second factor is off, or RATE_LIMITED */
  disable(viewer: UserViewer, proof: SecondFactorProof, origin: RequestOrigin): Promise<User>;
  /**
   * Replaces the recovery codes. The earlier ones no longer work.
   *
   * @returns the new recovery codes
   * @throws AppError as `disable`
   */
  renewRecoveryCodes(
    viewer: UserViewer,
    proof: SecondFactorProof,
    origin: RequestOrigin,
  ): Promise<readonly string[]>;
  /**
   * Encrypts the secrets of all users with the current `REFRESH_SECRET`, so that an earlier one can be removed. The use of a
   * code does so for one user.
   *
   * @returns how many secrets were encrypted with an earlier one
   */
  resealAll(): Promise<number>;
}

export interface SecondFactorServiceOptions {
  readonly secondFactors: SecondFactorModel;
  readonly check: SecondFactorCheck;
  readonly sealer: TextSealer;
  readonly currentPassword: CurrentPassword;
  readonly attempts: SignInAttempts;
  readonly changeWithNotice: ChangeWithNotice;
  readonly events: SecurityEvents;
  readonly clock: Clock;
  /** What authenticator apps show as the name of the service. */
  readonly issuer: string;
}

type Change = 'second_factor_enabled' | 'second_factor_disabled' | 'recovery_codes_renewed';

export function createSecondFactorService(options: SecondFactorServiceOptions): SecondFactorService {
  const { secondFactors, check, sealer, currentPassword, attempts, changeWithNotice } = options;
  const { events, clock, issuer } = options;

  function record(type: Change, outcome: string, viewer: UserViewer, origin: RequestOrigin): Promise<void> {
    return events.record({ type, outcome, origin, userId: viewer.id, sessionId: viewer.sessionId });
  }

  const requirePassword = (
    type: Change,
    { viewer, password, origin }: { viewer: UserViewer; password: string; origin: RequestOrigin },
  ): Promise<StoredCredentials> => {
    const { id: userId, sessionId } = viewer;
    return currentPassword.require(userId, password, { type, origin, userId, sessionId });
  };

  async function rejectCode(type: Change, viewer: UserViewer, origin: RequestOrigin): Promise<never> {
    await record(type, 'wrong_otp', viewer, origin);
    throw new AppError('INVALID_CREDENTIALS', 'The code is wrong or was used before. Enter a new one.', {
      field: 'otp',
    });
  }

  async function enrol(viewer: UserViewer, password: string, origin: RequestOrigin): Promise<Enrolment> {
    const { user, passwordHash } = await requirePassword('second_factor_enabled', {
      viewer,
      password,
      origin,
    });
    const secret = createTotpSecret();
    if (!(await secondFactors.begin(user.id, sealer.seal(secret, user.id), passwordHash)))
      throw new AppError('CONFLICT', 'The second factor is already enabled. Disable it first.');
    const otpauthUrl = otpauthUrlOf(secret, { issuer, email: user.email });
    return { secret, otpauthUrl, qrCode: await drawQrCode(otpauthUrl) };
  }

  async function confirm(viewer: UserViewer, otp: string, origin: RequestOrigin): Promise<readonly string[]> {
    const { id: userId } = viewer;
    const stored = await secondFactors.find(userId);
    const sealed = stored?.pending;
    const secret = sealed ? sealer.open(sealed, userId) : null;
    if (!sealed || secret === null) throw nothingToConfirm();
    const parsed = parseOneTimePassword(otp);
    const step = parsed?.kind === 'code' ? timeStepOf(parsed.code, secret, clock()) : null;
    if (step === null) return rejectCode('second_factor_enabled', viewer, origin);
    const { codes, hashes } = createRecoveryCodes();
    const start = { secret: sealed, step, recoveryCodeHashes: hashes };
    const enable = () => secondFactors.enable(userId, start);
    if (!(await changeWithNotice('second-factor-enabled', { userId, ...stored }, enable)))
      throw nothingToConfirm();
    await record('second_factor_enabled', 'success', viewer, origin);
    return codes;
  }

  /** Requires both factors. @returns the state after the code was used up */
  async function requireBoth(
    type: Change,
    {
      viewer,
      currentPassword: password,
      otp,
      origin,
    }: SecondFactorProof & { viewer: UserViewer; origin: RequestOrigin },
  ): Promise<{ user: User; owner: SecondFactorOwner }> {
    const { user } = await requirePassword(type, { viewer, password, origin });
    if (!user.secondFactor) throw alreadyOff();
    if (!(await check.use({ type, account: user.id, origin }, otp))) return rejectCode(type, viewer, origin);
    const stored = await secondFactors.find(user.id);
    if (!stored) throw alreadyOff();
    return { user, owner: { userId: user.id, ...stored } };
  }

  async function disable(viewer: UserViewer, proof: SecondFactorProof, origin: RequestOrigin): Promise<User> {
    const { user, owner } = await requireBoth('second_factor_disabled', { viewer, ...proof, origin });
    const change = () => secondFactors.disable(user.id);
    if (!(await changeWithNotice('second-factor-disabled', owner, change))) throw alreadyOff();
    await record('second_factor_disabled', 'success', viewer, origin);
    return { ...user, secondFactor: false };
  }

  async function renewRecoveryCodes(
    viewer: UserViewer,
    proof: SecondFactorProof,
    origin: RequestOrigin,
  ): Promise<readonly string[]> {
    const { owner } = await requireBoth('recovery_codes_renewed', { viewer, ...proof, origin });
    const { codes, hashes } = createRecoveryCodes();
    const renew = () => secondFactors.renewRecoveryCodes(owner.userId, hashes, owner.epoch);
    if (!(await changeWithNotice('recovery-codes-renewed', owner, renew)))
      throw new AppError('CONFLICT', 'The second factor has changed in the meantime. Try again.');
    await record('recovery_codes_renewed', 'success', viewer, origin);
    return codes;
  }

  const attempt = <Result>(
    type: Change,
    { id }: UserViewer,
    origin: RequestOrigin,
    work: () => Promise<Result>,
  ) => attempts.make({ type, account: id, origin }, work);

  return {
    resealAll: () => secondFactors.resealAll((sealed, userId) => sealer.reseal(sealed, userId)),
    enrol: (viewer, password, origin) =>
      attempt('second_factor_enabled', viewer, origin, () => enrol(viewer, password, origin)),
    confirm: (viewer, otp, origin) =>
      attempt('second_factor_enabled', viewer, origin, () => confirm(viewer, otp, origin)),
    disable: (viewer, proof, origin) =>
      attempt('second_factor_disabled', viewer, origin, () => disable(viewer, proof, origin)),
    renewRecoveryCodes: (viewer, proof, origin) =>
      attempt('recovery_codes_renewed', viewer, origin, () => renewRecoveryCodes(viewer, proof, origin)),
  };
}

function nothingToConfirm(): AppError {
  return new AppError('CONFLICT', 'No secret is waiting to be confirmed. Call enrolSecondFactor first.');
}

function alreadyOff(): AppError {
  return new AppError('CONFLICT', 'The second factor is disabled.');
}
