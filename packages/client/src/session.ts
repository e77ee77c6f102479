import type { Operation, OperationResult } from './operation.js';
import type { SessionSnapshot } from './session-state.js';
import type { SessionViewer } from './session-viewer.js';

/**
 * A session of one user with one server.
 *
 * @example
 * ```ts
 * const viewer = useSyncExternalStore(session.subscribe, () => session.snapshot).viewer; // in a React component
 * ```
 */
export interface Session<Coordinate extends string = string> {
  /** The endpoint, absolute. */
  readonly url: string;
  /** The same object until something changes. */
  readonly snapshot: SessionSnapshot;
  readonly viewer: SessionViewer | null;
  /** Calls the listener after each change of `snapshot`. Returns a function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Finds out whether somebody is signed in. The first request does so, too.
   *
   * @throws SessionError if the server cannot be reached; call it again later
   */
  start(): Promise<SessionViewer | null>;
  /**
   * Signs in, and ends the session that this one replaces.
   *
   * @throws SessionError `INVALID_CREDENTIALS`, or `OTP_REQUIRED` if the password is right and a code is required
   */
  login(input: LoginInput): Promise<SessionViewer>;
  /**
   * Creates an account and signs in.
   *
   * @returns null if the address must be verified first: a mail is on its way
   */
  register(input: RegisterInput): Promise<SessionViewer | null>;
  /** Changes the password. Other sessions of the user end, unless `endOtherSessions` is false. */
  changePassword(input: ChangePasswordInput): Promise<SessionViewer>;
  /**
   * Ends this session, the user's other sessions, or all of them.
   *
   * @throws SessionError if the server cannot be reached; the session then continues
   */
  logout(options?: { scope?: 'THIS' | 'OTHERS' | 'ALL' | undefined }): Promise<void>;
  /** Gets a new access token now, for example after a change of the viewer's name. Rarely needed. */
  refresh(): Promise<SessionViewer | null>;
  /**
   * `fetch` for GraphQL requests: sends the access token, refreshes it before it expires or when the server rejects it,
   * and repeats the request once. Rejects URLs other than that of the session.
   */
  readonly fetch: typeof globalThis.fetch;
  /**
   * Executes one operation.
   *
   * @throws SessionError if there is no GraphQL response
   */
  execute<Data = Record<string, unknown>, Variables = Record<string, unknown>>(
    document: Operation<Data, Variables>,
    variables?: Variables,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<OperationResult<Data>>;
  /**
   * Whether the viewer may use a schema coordinate, as far as the viewer's roles decide. Use it to hide what would be denied:
   * true does not promise that the server allows it.
   */
  can(coordinate: Coordinate): boolean;
  /** Stops listening to other tabs. The session on the server continues. */
  close(): void;
}

/**
 * The input of `login`.
 *
 * @example
 * ```ts
 * const input: LoginInput = { email: 'alice@example.com', password, otp: '123456' };
 * ```
 */
export interface LoginInput {
  readonly email: string;
  readonly password: string;
  /** The code of the authenticator app, or a recovery code. */
  readonly otp?: string | undefined;
}

/**
 * The input of `register`; modules of the server may add fields.
 *
 * @example
 * ```ts
 * const input: RegisterInput = { email: 'alice@example.com', password, name: 'Alice' };
 * ```
 */
export interface RegisterInput {
  readonly email: string;
  readonly password: string;
  readonly name?: string | undefined;
  readonly [field: string]: unknown;
}

/**
 * The input of `changePassword`.
 *
 * @example
 * ```ts
 * const input: ChangePasswordInput = { currentPassword, newPassword, endOtherSessions: false };
 * ```
 */
export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly endOtherSessions?: boolean | undefined;
}
