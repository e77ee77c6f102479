import type { HeldToken } from './held-token.js';
import type { MaybePromise } from './refresh-token-storage.js';
import { SessionError } from './session-error.js';
import type { SessionState } from './session-state.js';

/**
 * What the user is asked for, because an operation needs credentials that were presented recently.
 *
 * @example
 * ```ts
 * const title = ({ email, error }: ReauthenticationRequest) =>
 *   error ? 'That was not right. Try again.' : `Enter the password of ${email}.`;
 * ```
 */
export interface ReauthenticationRequest {
  readonly email: string;
  /** Whether the operation needs a second factor. */
  readonly mfa: boolean;
  /** Why the previous credentials were rejected; null at first. With `OTP_REQUIRED`, ask for the code, too. */
  readonly error: SessionError | null;
}

/**
 * What the user entered.
 *
 * @example
 * ```ts
 * const credentials: ReauthenticationCredentials = { password, otp: '123456' };
 * ```
 */
export interface ReauthenticationCredentials {
  readonly password: string;
  readonly otp?: string | undefined;
}

/**
 * Asks the user for credentials; null if the user gives up.
 *
 * @example
 * ```ts
 * const ask: Reauthenticate = async ({ email }) => {
 *   const password = await openPasswordDialog(email);
 *   return password === null ? null : { password };
 * };
 * ```
 */
export type Reauthenticate = (
  request: ReauthenticationRequest,
) => MaybePromise<ReauthenticationCredentials | null>;

export interface ReauthenticationOptions {
  readonly state: SessionState;
  readonly ask: Reauthenticate;
  readonly login: (input: ReauthenticationCredentials & { email: string }) => Promise<unknown>;
}

/** The number of attempts after which the operation fails. */
const maximumAttempts = 3;
const retryableCodes: readonly string[] = ['INVALID_CREDENTIALS', 'OTP_REQUIRED'];

/**
 * Creates a function that signs the viewer in again, once for all operations that need it at the same time.
 *
 * The function returns the new token, or null if the user gave up or somebody else signed in.
 */
export function createReauthentication({ state, ask, login }: ReauthenticationOptions) {
  let running: Promise<boolean> | null = null;

  async function signIn(email: string, mfa: boolean): Promise<boolean> {
    let error: SessionError | null = null;
    for (let attempts = 0; attempts < maximumAttempts; attempts++) {
      const credentials = await ask({ email, mfa, error });
      if (!credentials) return false;
      try {
        await login({ email, ...credentials });
        return true;
      } catch (thrown) {
        if (!(thrown instanceof SessionError && retryableCodes.includes(thrown.code))) throw thrown;
        error = thrown;
      }
    }
    return false;
  }

  return async (used: HeldToken, mfa: boolean): Promise<HeldToken | null> => {
    const { email, authTime } = used.viewer;
    const isNewer = () => state.token?.viewer.authTime?.getTime() !== authTime?.getTime();
    if (!isNewer()) {
      if (email === null) return null;
      running ??= signIn(email, mfa).finally(() => (running = null));
      if (!(await running)) return null;
    }
    return state.token?.viewer.id === used.viewer.id ? state.token : null;
  };
}
