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
  disable(
    viewer: UserViewer,
    credentials: { readonly currentPassword: string; readonly otp: string },
    origin: RequestOrigin,
  ): Promise<User>;
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
  readonly events: SecurityEvents;
  readonly clock: Clock;
  /** What authenticator apps show as the name of the service. */
  readonly issuer: string;
}

type Change = 'second_factor_enabled' | 'second_factor_disabled';

export function createSecondFactorService(options: SecondFactorServiceOptions): SecondFactorService {
  const { secondFactors, check, sealer, currentPassword, attempts, events, clock, issuer } = options;

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
    const sealed = (await secondFactors.find(viewer.id))?.pending;
    const secret = sealed ? sealer.open(sealed, viewer.id) : null;
    if (!sealed || secret === null) throw nothingToConfirm();
    const parsed = parseOneTimePassword(otp);
    const step = parsed?.kind === 'code' ? timeStepOf(parsed.code, secret, clock()) : null;
    if (step === null) return rejectCode('second_factor_enabled', viewer, origin);
    const { codes, hashes } = createRecoveryCodes();
    const start = { secret: sealed, step, recoveryCodeHashes: hashes };
    if (!(await secondFactors.enable(viewer.id, start))) throw nothingToConfirm();
    await record('second_factor_enabled', 'success', viewer, origin);
    return codes;
  }

  async function disable(
    viewer: UserViewer,
    { currentPassword: password, otp }: { currentPassword: string; otp: string },
    origin: RequestOrigin,
  ): Promise<User> {
    const { user } = await requirePassword('second_factor_disabled', { viewer, password, origin });
    if (!user.secondFactor) throw alreadyOff();
    if (!(await check.use({ type: 'second_factor_disabled', account: user.id, origin }, otp)))
      return rejectCode('second_factor_disabled', viewer, origin);
    if (!(await secondFactors.disable(user.id))) throw alreadyOff();
    await record('second_factor_disabled', 'success', viewer, origin);
    return { ...user, secondFactor: false };
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
    disable: (viewer, credentials, origin) =>
      attempt('second_factor_disabled', viewer, origin, () => disable(viewer, credentials, origin)),
  };
}

function nothingToConfirm(): AppError {
  return new AppError('CONFLICT', 'No secret is waiting to be confirmed. Call enrolSecondFactor first.');
}

function alreadyOff(): AppError {
  return new AppError('CONFLICT', 'The second factor is already disabled.');
}
