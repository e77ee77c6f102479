import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { User as UserSource, UserPage as UserPageSource, Session as SessionSource, AuditEvent as AuditEventSource, AuditPage as AuditPageSource, Credentials as CredentialsSource, ApiKey as ApiKeySource, ApiKeyPage as ApiKeyPageSource } from '../services/index.js';
import type { UserEdgeSource as UserEdgeSourceSource } from '../resolvers/user.js';
import type { AuditEventEdgeSource as AuditEventEdgeSourceSource } from '../resolvers/audit.js';
import type { ApiKeyEdgeSource as ApiKeyEdgeSourceSource } from '../resolvers/api-key.js';
import type { GraphwardContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time as an RFC 3339 date and time in UTC, for example `2026-01-31T12:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
};

/**
 * The identity of a service: a name, roles and scopes. The service exchanges the key for access tokens at `POST /token`. It
 * never has more than its owner has at that time.
 */
export type ApiKey = {
  __typename?: 'ApiKey';
  /** When the key was created. */
  createdAt: Scalars['DateTime']['output'];
  /** When the key expires. */
  expiresAt: Scalars['DateTime']['output'];
  /** The key's ID, which is part of the key. It is the `client_id` of the service and the subject of its access tokens. */
  id: Scalars['ID']['output'];
  /** When the key was last exchanged for an access token, to the minute; null if never. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** What the key is for. */
  name: Scalars['String']['output'];
  /** The user who created the key; null once the account is deleted. */
  owner: Maybe<User>;
  /** When the key was revoked; null if it was not. */
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** The roles of the service. A token contains those that the owner still has. */
  roles: Array<Role>;
  /** The scopes of the service. A token contains those that the owner still has. */
  scopes: Array<Scalars['String']['output']>;
};

/** A page of API keys, newest first. */
export type ApiKeyConnection = {
  __typename?: 'ApiKeyConnection';
  /** The keys of this page, each with its cursor. */
  edges: Array<ApiKeyEdge>;
  /** The position of this page. */
  pageInfo: PageInfo;
};

/** An API key in a connection. */
export type ApiKeyEdge = {
  __typename?: 'ApiKeyEdge';
  /** Pass it as `after` to get the keys that follow, which are older. */
  cursor: Scalars['String']['output'];
  /** The key. */
  node: ApiKey;
};

/** A further fact about an event. */
export type AuditDetail = {
  __typename?: 'AuditDetail';
  /** The name of the fact. */
  name: Scalars['String']['output'];
  /** Its value as text. Several values are separated by a comma and a space. */
  value: Scalars['String']['output'];
};

/** A recorded security event: who did what to whom, when and from where. Never contains a credential. */
export type AuditEvent = {
  __typename?: 'AuditEvent';
  /** When the event was recorded. */
  at: Maybe<Scalars['DateTime']['output']>;
  /** Further facts, for example the roles before and after. */
  details: Maybe<Array<AuditDetail>>;
  /** The event's ID. */
  id: Maybe<Scalars['ID']['output']>;
  /** The client's IP address; null at the command line. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** How it ended: `success`, or why it failed. */
  outcome: Maybe<Scalars['String']['output']>;
  /** The ID of the request, as in the response header `x-request-id` and in the log. */
  requestId: Maybe<Scalars['String']['output']>;
  /** The session of the user who acted, or the session that was affected. */
  sessionId: Maybe<Scalars['ID']['output']>;
  /** The user who was affected, if another one than the user who acted. */
  targetUserId: Maybe<Scalars['ID']['output']>;
  /**
   * What happened, for example `login`, `refresh_reuse`, `logout`, `session_revoked`, `password_changed`, `roles_changed`,
   * `disabled_changed` or `access_denied`.
   */
  type: Maybe<Scalars['String']['output']>;
  /** The start of the client's `User-Agent` header, or the command. */
  userAgent: Maybe<Scalars['String']['output']>;
  /** The user who acted, if known. Null for the operator at the command line. */
  userId: Maybe<Scalars['ID']['output']>;
};

/** A page of events, newest first. */
export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  /** The events of this page, each with its cursor. */
  edges: Array<AuditEventEdge>;
  /** The position of this page. */
  pageInfo: PageInfo;
};

/** An event in a connection. */
export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  /** Pass it as `after` to get the events that follow, which are older. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: Maybe<AuditEvent>;
};

/** Selects events. All given conditions must match. */
export type AuditFilter = {
  /** Matches events at or after this time. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Matches events of this type. */
  type?: InputMaybe<Scalars['String']['input']>;
  /** Matches events before this time. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
  /** Matches events in which this user acted or was affected. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** Fresh credentials. Never cached, never logged. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** The JWT to send as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  /** The token for the next `refresh`; null if it is in the cookie. */
  refreshToken: Maybe<Scalars['String']['output']>;
  /** Always `Bearer`. */
  tokenType: Scalars['String']['output'];
  /** The user whose credentials these are. */
  user: User;
};

/** The input of `changePassword`. */
export type ChangePasswordInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
  /** Whether to end the user's other sessions. */
  endOtherSessions?: InputMaybe<Scalars['Boolean']['input']>;
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  newPassword: Scalars['String']['input'];
};

/** The input of `confirmSecondFactor`. */
export type ConfirmSecondFactorInput = {
  /** The code that the authenticator app shows. */
  otp: Scalars['String']['input'];
};

/** The result of `confirmSecondFactor`. */
export type ConfirmSecondFactorPayload = {
  __typename?: 'ConfirmSecondFactorPayload';
  /** Ten codes, each of which replaces the app's code once. They are shown only once. */
  recoveryCodes: Array<Scalars['String']['output']>;
};

/** The input of `createApiKey`. */
export type CreateApiKeyInput = {
  /** When the key expires, at most 366 days from now. */
  expiresAt: Scalars['DateTime']['input'];
  /** What the key is for, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** The roles of the service: roles that the viewer has. Administrators can grant any role. */
  roles: Array<Role>;
  /** The scopes of the service: scopes that the viewer was granted. Administrators can grant any scope. */
  scopes?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The result of `createApiKey`. */
export type CreateApiKeyPayload = {
  __typename?: 'CreateApiKeyPayload';
  /** What the server stores about the key. */
  apiKey: ApiKey;
  /** The key itself: the `client_secret` of the service. It is shown only once. */
  key: Scalars['String']['output'];
};

/** The input of `deleteAccount`. */
export type DeleteAccountInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
};

/** The input of `deleteUser`. */
export type DeleteUserInput = {
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** The result of a deletion. */
export type DeletionPayload = {
  __typename?: 'DeletionPayload';
  /** The ID of the deleted user, which no other user will have. */
  deletedUserId: Scalars['ID']['output'];
};

/** The input of `disableSecondFactor`. */
export type DisableSecondFactorInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
  /** The code that the authenticator app shows, or a recovery code. */
  otp: Scalars['String']['input'];
};

/** The input of `disableUserSecondFactor`. */
export type DisableUserSecondFactorInput = {
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** The input of `enrolSecondFactor`. */
export type EnrolSecondFactorInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
};

/** A new secret for an authenticator app. It is shown only once. */
export type EnrolSecondFactorPayload = {
  __typename?: 'EnrolSecondFactorPayload';
  /** The secret as an `otpauth://` URL, which opens the app on the same device. */
  otpauthUrl: Scalars['String']['output'];
  /** The URL as a QR code: an SVG document. */
  qrCode: Scalars['String']['output'];
  /** The secret in Base32, to be typed into the app. */
  secret: Scalars['String']['output'];
};

/** The input of `login`. */
export type LoginInput = {
  /** Whether to return the refresh token in an HttpOnly cookie instead of the payload. */
  cookie?: InputMaybe<Scalars['Boolean']['input']>;
  /** The account's e-mail address. */
  email: Scalars['String']['input'];
  /** The code that the authenticator app shows, or a recovery code. Required if the account has a second factor. */
  otp?: InputMaybe<Scalars['String']['input']>;
  /** The account's password. */
  password: Scalars['String']['input'];
};

/** The input of `logout`. */
export type LogoutInput = {
  /** The session's refresh token. By default, the session is that of the access token or the cookie. */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
  /** The sessions to end. */
  scope?: InputMaybe<LogoutScope>;
};

/** The result of `logout`. */
export type LogoutPayload = {
  __typename?: 'LogoutPayload';
  /** The number of sessions ended; 0 if the token was unknown or its session had already ended. */
  revokedSessions: Scalars['Int']['output'];
};

/** The sessions that `logout` ends. */
export type LogoutScope =
  /** All sessions of the user. */
  | 'ALL'
  /** All other sessions of the user. */
  | 'OTHERS'
  /** The session that the token belongs to. */
  | 'THIS';

/** The root type of mutations. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the viewer's password, ends the other sessions by default, and returns new tokens for the current one. */
  changePassword: Maybe<AuthPayload>;
  /** Enables the second factor with the secret that `enrolSecondFactor` created last. */
  confirmSecondFactor: Maybe<ConfirmSecondFactorPayload>;
  /** Creates an API key for a service. The viewer owns it. */
  createApiKey: Maybe<CreateApiKeyPayload>;
  /** Deletes the viewer's account with all its data. Its sessions end and its tokens are revoked immediately. */
  deleteAccount: Maybe<DeletionPayload>;
  /** Deletes a user's account with all its data. */
  deleteUser: Maybe<DeletionPayload>;
  /** Disables the second factor. The secret and the recovery codes are deleted. */
  disableSecondFactor: Maybe<User>;
  /** Disables the second factor of a user who lost the authenticator app and the recovery codes. Make sure of the user's identity first. */
  disableUserSecondFactor: Maybe<User>;
  /** Creates a secret for the viewer's authenticator app. Nothing else changes until `confirmSecondFactor`. */
  enrolSecondFactor: Maybe<EnrolSecondFactorPayload>;
  /** Signs in with e-mail address and password, and starts a session. */
  login: Maybe<AuthPayload>;
  /** Ends sessions. Their tokens are revoked immediately. */
  logout: Maybe<LogoutPayload>;
  /** Exchanges the session's refresh token, from the input or the cookie, for new tokens. */
  refresh: Maybe<AuthPayload>;
  /**
   * Creates an account and signs in. Where addresses must be verified first, it returns null and sends a mail, whether or not
   * the address is taken.
   */
  register: Maybe<AuthPayload>;
  /** Replaces the recovery codes. The earlier ones no longer work. */
  renewRecoveryCodes: Maybe<RenewRecoveryCodesPayload>;
  /** Sends a link to the new address that makes it the viewer's. The link is valid for 24 hours. */
  requestEmailChange: Maybe<RequestEmailChangePayload>;
  /** Sends a link to the viewer's address that verifies it. The link is valid for 24 hours. */
  requestEmailVerification: Maybe<RequestEmailVerificationPayload>;
  /** Sends a link with which the password can be reset, to the address of the account. The link is valid for 30 minutes. */
  requestPasswordReset: Maybe<RequestPasswordResetPayload>;
  /** Sets a new password and ends all sessions. Does not sign in. */
  resetPassword: Maybe<ResetPasswordPayload>;
  /** Revokes one of the viewer's API keys and its access tokens; administrators can revoke any key. */
  revokeApiKey: Maybe<ApiKey>;
  /** Ends one of the viewer's sessions; administrators can end any session. */
  revokeSession: Maybe<Session>;
  /** Revokes access tokens of this server or of a trusted issuer. Every instance notices within a second. */
  revokeToken: Maybe<RevokeTokenPayload>;
  /** Disables an account and ends all its sessions, or enables it again. */
  setUserDisabled: Maybe<User>;
  /** Replaces a user's roles. The user's access tokens become stale immediately; a refresh returns one with the new roles. */
  setUserRoles: Maybe<User>;
  /** Restores the address that the link was sent to and ends all sessions. The link is valid for 7 days. */
  undoEmailChange: Maybe<UndoEmailChangePayload>;
  /** Lifts the limit on attempts to sign in with another user's account. Every instance notices within five seconds. */
  unlockUser: Maybe<User>;
  /** Changes the viewer's profile. */
  updateProfile: Maybe<User>;
  /** Changes a user's profile. */
  updateUser: Maybe<User>;
  /**
   * Verifies the address that the link was sent to. If it is a new address, the account has it from then on, and the old
   * address gets a link that undoes the change.
   */
  verifyEmail: Maybe<VerifyEmailPayload>;
};


/** The root type of mutations. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** The root type of mutations. */
export type MutationConfirmSecondFactorArgs = {
  input: ConfirmSecondFactorInput;
};


/** The root type of mutations. */
export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


/** The root type of mutations. */
export type MutationDeleteAccountArgs = {
  input: DeleteAccountInput;
};


/** The root type of mutations. */
export type MutationDeleteUserArgs = {
  input: DeleteUserInput;
};


/** The root type of mutations. */
export type MutationDisableSecondFactorArgs = {
  input: DisableSecondFactorInput;
};


/** The root type of mutations. */
export type MutationDisableUserSecondFactorArgs = {
  input: DisableUserSecondFactorInput;
};


/** The root type of mutations. */
export type MutationEnrolSecondFactorArgs = {
  input: EnrolSecondFactorInput;
};


/** The root type of mutations. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** The root type of mutations. */
export type MutationLogoutArgs = {
  input: InputMaybe<LogoutInput>;
};


/** The root type of mutations. */
export type MutationRefreshArgs = {
  input: InputMaybe<RefreshInput>;
};


/** The root type of mutations. */
export type MutationRegisterArgs = {
  input: RegisterInput;
};


/** The root type of mutations. */
export type MutationRenewRecoveryCodesArgs = {
  input: RenewRecoveryCodesInput;
};


/** The root type of mutations. */
export type MutationRequestEmailChangeArgs = {
  input: RequestEmailChangeInput;
};


/** The root type of mutations. */
export type MutationRequestPasswordResetArgs = {
  input: RequestPasswordResetInput;
};


/** The root type of mutations. */
export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


/** The root type of mutations. */
export type MutationRevokeApiKeyArgs = {
  id: Scalars['ID']['input'];
};


/** The root type of mutations. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** The root type of mutations. */
export type MutationRevokeTokenArgs = {
  input: RevokeTokenInput;
};


/** The root type of mutations. */
export type MutationSetUserDisabledArgs = {
  input: SetUserDisabledInput;
};


/** The root type of mutations. */
export type MutationSetUserRolesArgs = {
  input: SetUserRolesInput;
};


/** The root type of mutations. */
export type MutationUndoEmailChangeArgs = {
  input: UndoEmailChangeInput;
};


/** The root type of mutations. */
export type MutationUnlockUserArgs = {
  input: UnlockUserInput;
};


/** The root type of mutations. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** The root type of mutations. */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


/** The root type of mutations. */
export type MutationVerifyEmailArgs = {
  input: VerifyEmailInput;
};

/** The position of a page in its connection, as defined by Relay's cursor connections specification. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge; null on an empty page. Pass it as `after` to get the next page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether more edges follow the last one. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether edges precede the first one. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** The root type of queries. */
export type Query = {
  __typename?: 'Query';
  /**
   * Who may use what in this schema, modules included: what `graphward access --json` prints, as a JSON text. It names every
   * type and field, whatever `INTROSPECTION` says.
   */
  accessReport: Maybe<Scalars['String']['output']>;
  /** The API keys of all users, newest first, in pages. */
  allApiKeys: Maybe<ApiKeyConnection>;
  /** The viewer's API keys, newest first. Keys that have ended are listed for 30 days. */
  apiKeys: Maybe<Array<ApiKey>>;
  /** The audit trail, newest events first, in pages. */
  auditEvents: Maybe<AuditEventConnection>;
  /**
   * Everything that the server stores about the viewer, except secrets, as a JSON text: the account, its sessions and its
   * audit events.
   */
  exportAccount: Maybe<Scalars['String']['output']>;
  /** What `exportAccount` returns, for any user. */
  exportUser: Maybe<Scalars['String']['output']>;
  /** The signed-in user. */
  me: Maybe<User>;
  /** The viewer's active sessions, newest first. */
  sessions: Maybe<Array<Session>>;
  /** One user by ID. */
  user: Maybe<User>;
  /** All users, in pages. */
  users: Maybe<UserConnection>;
};


/** The root type of queries. */
export type QueryAllApiKeysArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The root type of queries. */
export type QueryAuditEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The root type of queries. */
export type QueryExportUserArgs = {
  userId: Scalars['ID']['input'];
};


/** The root type of queries. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** The root type of queries. */
export type QueryUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** The input of `refresh` without the cookie. */
export type RefreshInput = {
  /** The latest refresh token of the session. */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `register`. */
export type RegisterInput = {
  /** Whether to return the refresh token in an HttpOnly cookie instead of the payload. */
  cookie?: InputMaybe<Scalars['Boolean']['input']>;
  /** The e-mail address to sign in with; case-insensitive. */
  email: Scalars['String']['input'];
  /** The display name, at most 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  password: Scalars['String']['input'];
};

/** The input of `renewRecoveryCodes`. */
export type RenewRecoveryCodesInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
  /** The code that the authenticator app shows, or a recovery code. */
  otp: Scalars['String']['input'];
};

/** The result of `renewRecoveryCodes`. */
export type RenewRecoveryCodesPayload = {
  __typename?: 'RenewRecoveryCodesPayload';
  /** Ten new codes, each of which replaces the app's code once. They are shown only once. */
  recoveryCodes: Array<Scalars['String']['output']>;
};

/** The input of `requestEmailChange`. */
export type RequestEmailChangeInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
  /** The new e-mail address. */
  newEmail: Scalars['String']['input'];
};

/** The result of `requestEmailChange`. */
export type RequestEmailChangePayload = {
  __typename?: 'RequestEmailChangePayload';
  /** Always true, whether or not the address belongs to another account. */
  accepted: Scalars['Boolean']['output'];
};

/** The result of `requestEmailVerification`. */
export type RequestEmailVerificationPayload = {
  __typename?: 'RequestEmailVerificationPayload';
  /** Always true. */
  accepted: Scalars['Boolean']['output'];
};

/** The input of `requestPasswordReset`. */
export type RequestPasswordResetInput = {
  /** The account's e-mail address. */
  email: Scalars['String']['input'];
};

/** The result of `requestPasswordReset`. */
export type RequestPasswordResetPayload = {
  __typename?: 'RequestPasswordResetPayload';
  /** Always true, whether or not there is such an account. */
  accepted: Scalars['Boolean']['output'];
};

/** The input of `resetPassword`. */
export type ResetPasswordInput = {
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  newPassword: Scalars['String']['input'];
  /** The token of the link in the mail. */
  token: Scalars['String']['input'];
};

/** The result of `resetPassword`. */
export type ResetPasswordPayload = {
  __typename?: 'ResetPasswordPayload';
  /** Always true. */
  reset: Scalars['Boolean']['output'];
};

/** The input of `revokeToken`: `tokenId` or `subject`, as the access token contains them. */
export type RevokeTokenInput = {
  /** The trusted issuer of the tokens, by its URL or its configured name; this server by default. */
  issuer?: InputMaybe<Scalars['String']['input']>;
  /**
   * The claim `sub`: all access tokens of this user that were issued before now. Of this server's own users, sessions continue;
   * end them with `revokeSession` or `setUserDisabled`.
   */
  subject?: InputMaybe<Scalars['String']['input']>;
  /** The claim `jti`: one access token. Its session continues. */
  tokenId?: InputMaybe<Scalars['String']['input']>;
};

/** The result of `revokeToken`. */
export type RevokeTokenPayload = {
  __typename?: 'RevokeTokenPayload';
  /** Always true: the tokens are revoked, whether or not they existed. */
  revoked: Scalars['Boolean']['output'];
};

/** The roles of users. A role includes every role that it inherits. */
export type Role =
  /** Manages users, roles and sessions. */
  | 'ADMIN'
  /** Edits the content of other users. */
  | 'EDITOR'
  /** Every user with an account. */
  | 'USER';

/** A sign-in on one device, until it ends or expires. */
export type Session = {
  __typename?: 'Session';
  /** When the user signed in. */
  createdAt: Scalars['DateTime']['output'];
  /** Whether the request uses a token of this session. */
  current: Scalars['Boolean']['output'];
  /** When it expires if it is not used until then. */
  expiresAt: Scalars['DateTime']['output'];
  /** The session's ID. */
  id: Scalars['ID']['output'];
  /** The IP address from which its refresh token was last used. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** When its refresh token was last used. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The `User-Agent` of the client that last used its refresh token. */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** The input of `setUserDisabled`. */
export type SetUserDisabledInput = {
  /** True disables the account and ends all its sessions; false enables it again. */
  disabled: Scalars['Boolean']['input'];
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** The input of `setUserRoles`. */
export type SetUserRolesInput = {
  /** The user's new roles, which replace all current ones. */
  roles: Array<Role>;
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** The input of `undoEmailChange`. */
export type UndoEmailChangeInput = {
  /** The token of the link in the mail. */
  token: Scalars['String']['input'];
};

/** The result of `undoEmailChange`. */
export type UndoEmailChangePayload = {
  __typename?: 'UndoEmailChangePayload';
  /** Always true. */
  undone: Scalars['Boolean']['output'];
};

/** The input of `unlockUser`. */
export type UnlockUserInput = {
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** The input of `updateProfile`. A field that is left out keeps its value. */
export type UpdateProfileInput = {
  /** The new display name, at most 100 characters; null removes it. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `updateUser`. A field that is left out keeps its value. */
export type UpdateUserInput = {
  /** The new display name, at most 100 characters; null removes it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The user's ID. */
  userId: Scalars['ID']['input'];
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The user's API keys, newest first. Keys that have ended are listed for 30 days. */
  apiKeys: Maybe<Array<ApiKey>>;
  /** When the account was created. */
  createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether the account is disabled, which prevents signing in. */
  disabled: Maybe<Scalars['Boolean']['output']>;
  /** The normalized e-mail address with which the user signs in. */
  email: Maybe<Scalars['String']['output']>;
  /** Whether the user has proved to own the address, or an operator created the account. */
  emailVerified: Maybe<Scalars['Boolean']['output']>;
  /** The user's ID, which never changes. */
  id: Scalars['ID']['output'];
  /** When the user last signed in with a password; null before the first sign-in. Updated within a second. */
  lastLoginAt: Maybe<Scalars['DateTime']['output']>;
  /** The display name. */
  name: Maybe<Scalars['String']['output']>;
  /** The roles assigned to the user, without the roles they inherit. */
  roles: Maybe<Array<Role>>;
  /** Whether signing in requires a second factor. */
  secondFactor: Maybe<Scalars['Boolean']['output']>;
  /** The user's active sessions, newest first. */
  sessions: Maybe<Array<Session>>;
};

/** A page of users in the order of their e-mail addresses. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users of this page, each with its cursor. */
  edges: Array<UserEdge>;
  /** The position of this page. */
  pageInfo: PageInfo;
  /**
   * The total number of users that match the filter, or null if there are more than 10,000, or if a search finds more than 1,000
   * by name. Without a filter, the database's estimate of the number of all users, which can be inexact after a crash or on a sharded cluster.
   */
  totalCount: Maybe<Scalars['Int']['output']>;
};

/** A user in a connection. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Pass it as `after` to get the users that follow. */
  cursor: Scalars['String']['output'];
  /** The user. */
  node: User;
};

/** Selects users. All given conditions must match. */
export type UserFilter = {
  /** Matches users whose normalized e-mail address starts with this text. */
  emailPrefix?: InputMaybe<Scalars['String']['input']>;
  /** Matches users to whom this role is assigned. */
  role?: InputMaybe<Role>;
  /**
   * Matches users whose normalized e-mail address or display name starts with this text. Case does not matter; in names, accents
   * do not matter either. Of the users found by name, at most 1,000 are considered, in the order of their names.
   */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `verifyEmail`. */
export type VerifyEmailInput = {
  /** The token of the link in the mail. */
  token: Scalars['String']['input'];
};

/** The result of `verifyEmail`. */
export type VerifyEmailPayload = {
  __typename?: 'VerifyEmailPayload';
  /** Always true. */
  verified: Scalars['Boolean']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ApiKey: ResolverTypeWrapper<ApiKeySource>;
  ApiKeyConnection: ResolverTypeWrapper<ApiKeyPageSource>;
  ApiKeyEdge: ResolverTypeWrapper<ApiKeyEdgeSourceSource>;
  AuditDetail: ResolverTypeWrapper<AuditDetail>;
  AuditEvent: ResolverTypeWrapper<AuditEventSource>;
  AuditEventConnection: ResolverTypeWrapper<AuditPageSource>;
  AuditEventEdge: ResolverTypeWrapper<AuditEventEdgeSourceSource>;
  AuditFilter: AuditFilter;
  AuthPayload: ResolverTypeWrapper<CredentialsSource>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangePasswordInput: ChangePasswordInput;
  ConfirmSecondFactorInput: ConfirmSecondFactorInput;
  ConfirmSecondFactorPayload: ResolverTypeWrapper<ConfirmSecondFactorPayload>;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteAccountInput: DeleteAccountInput;
  DeleteUserInput: DeleteUserInput;
  DeletionPayload: ResolverTypeWrapper<DeletionPayload>;
  DisableSecondFactorInput: DisableSecondFactorInput;
  DisableUserSecondFactorInput: DisableUserSecondFactorInput;
  EnrolSecondFactorInput: EnrolSecondFactorInput;
  EnrolSecondFactorPayload: ResolverTypeWrapper<EnrolSecondFactorPayload>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  LoginInput: LoginInput;
  LogoutInput: LogoutInput;
  LogoutPayload: ResolverTypeWrapper<LogoutPayload>;
  LogoutScope: LogoutScope;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshInput: RefreshInput;
  RegisterInput: RegisterInput;
  RenewRecoveryCodesInput: RenewRecoveryCodesInput;
  RenewRecoveryCodesPayload: ResolverTypeWrapper<RenewRecoveryCodesPayload>;
  RequestEmailChangeInput: RequestEmailChangeInput;
  RequestEmailChangePayload: ResolverTypeWrapper<RequestEmailChangePayload>;
  RequestEmailVerificationPayload: ResolverTypeWrapper<RequestEmailVerificationPayload>;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestPasswordResetPayload: ResolverTypeWrapper<RequestPasswordResetPayload>;
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResolverTypeWrapper<ResetPasswordPayload>;
  RevokeTokenInput: RevokeTokenInput;
  RevokeTokenPayload: ResolverTypeWrapper<RevokeTokenPayload>;
  Role: Role;
  Session: ResolverTypeWrapper<SessionSource>;
  SetUserDisabledInput: SetUserDisabledInput;
  SetUserRolesInput: SetUserRolesInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  UndoEmailChangeInput: UndoEmailChangeInput;
  UndoEmailChangePayload: ResolverTypeWrapper<UndoEmailChangePayload>;
  UnlockUserInput: UnlockUserInput;
  UpdateProfileInput: UpdateProfileInput;
  UpdateUserInput: UpdateUserInput;
  User: ResolverTypeWrapper<UserSource>;
  UserConnection: ResolverTypeWrapper<UserPageSource>;
  UserEdge: ResolverTypeWrapper<UserEdgeSourceSource>;
  UserFilter: UserFilter;
  VerifyEmailInput: VerifyEmailInput;
  VerifyEmailPayload: ResolverTypeWrapper<VerifyEmailPayload>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApiKey: ApiKeySource;
  ApiKeyConnection: ApiKeyPageSource;
  ApiKeyEdge: ApiKeyEdgeSourceSource;
  AuditDetail: AuditDetail;
  AuditEvent: AuditEventSource;
  AuditEventConnection: AuditPageSource;
  AuditEventEdge: AuditEventEdgeSourceSource;
  AuditFilter: AuditFilter;
  AuthPayload: CredentialsSource;
  Boolean: Scalars['Boolean']['output'];
  ChangePasswordInput: ChangePasswordInput;
  ConfirmSecondFactorInput: ConfirmSecondFactorInput;
  ConfirmSecondFactorPayload: ConfirmSecondFactorPayload;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  DateTime: Scalars['DateTime']['output'];
  DeleteAccountInput: DeleteAccountInput;
  DeleteUserInput: DeleteUserInput;
  DeletionPayload: DeletionPayload;
  DisableSecondFactorInput: DisableSecondFactorInput;
  DisableUserSecondFactorInput: DisableUserSecondFactorInput;
  EnrolSecondFactorInput: EnrolSecondFactorInput;
  EnrolSecondFactorPayload: EnrolSecondFactorPayload;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  LoginInput: LoginInput;
  LogoutInput: LogoutInput;
  LogoutPayload: LogoutPayload;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RefreshInput: RefreshInput;
  RegisterInput: RegisterInput;
  RenewRecoveryCodesInput: RenewRecoveryCodesInput;
  RenewRecoveryCodesPayload: RenewRecoveryCodesPayload;
  RequestEmailChangeInput: RequestEmailChangeInput;
  RequestEmailChangePayload: RequestEmailChangePayload;
  RequestEmailVerificationPayload: RequestEmailVerificationPayload;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestPasswordResetPayload: RequestPasswordResetPayload;
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResetPasswordPayload;
  RevokeTokenInput: RevokeTokenInput;
  RevokeTokenPayload: RevokeTokenPayload;
  Session: SessionSource;
  SetUserDisabledInput: SetUserDisabledInput;
  SetUserRolesInput: SetUserRolesInput;
  String: Scalars['String']['output'];
  UndoEmailChangeInput: UndoEmailChangeInput;
  UndoEmailChangePayload: UndoEmailChangePayload;
  UnlockUserInput: UnlockUserInput;
  UpdateProfileInput: UpdateProfileInput;
  UpdateUserInput: UpdateUserInput;
  User: UserSource;
  UserConnection: UserPageSource;
  UserEdge: UserEdgeSourceSource;
  UserFilter: UserFilter;
  VerifyEmailInput: VerifyEmailInput;
  VerifyEmailPayload: VerifyEmailPayload;
};

export type AuthDirectiveArgs = {
  group: Maybe<Scalars['String']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  mfa: Maybe<Scalars['Boolean']['input']>;
  of: Maybe<Scalars['String']['input']>;
  owner: Maybe<Scalars['String']['input']>;
  policy: Maybe<Array<Array<Scalars['String']['input']>>>;
  requires: Maybe<Array<Role>>;
  scopes: Maybe<Array<Array<Scalars['String']['input']>>>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type FilteredDirectiveArgs = { };

export type FilteredDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = FilteredDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IncludedInDirectiveArgs = {
  roles: Array<Scalars['String']['input']>;
};

export type IncludedInDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = IncludedInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InheritsDirectiveArgs = {
  roles: Array<Scalars['String']['input']>;
};

export type InheritsDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = InheritsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SemanticNonNullDirectiveArgs = {
  levels?: Array<Scalars['Int']['input']>;
};

export type SemanticNonNullDirectiveResolver<Result, Parent, ContextType = GraphwardContext, Args = SemanticNonNullDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ApiKeyResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type AuditDetailResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuditDetail'] = ResolversParentTypes['AuditDetail']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  details?: Resolver<Maybe<Array<ResolversTypes['AuditDetail']>>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  targetUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
};

export type AuthPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ConfirmSecondFactorPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['ConfirmSecondFactorPayload'] = ResolversParentTypes['ConfirmSecondFactorPayload']> = {
  recoveryCodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateApiKeyPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['CreateApiKeyPayload'] = ResolversParentTypes['CreateApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeletionPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['DeletionPayload'] = ResolversParentTypes['DeletionPayload']> = {
  deletedUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type EnrolSecondFactorPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['EnrolSecondFactorPayload'] = ResolversParentTypes['EnrolSecondFactorPayload']> = {
  otpauthUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  qrCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LogoutPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['LogoutPayload'] = ResolversParentTypes['LogoutPayload']> = {
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changePassword?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  confirmSecondFactor?: Resolver<Maybe<ResolversTypes['ConfirmSecondFactorPayload']>, ParentType, ContextType, RequireFields<MutationConfirmSecondFactorArgs, 'input'>>;
  createApiKey?: Resolver<Maybe<ResolversTypes['CreateApiKeyPayload']>, ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  deleteAccount?: Resolver<Maybe<ResolversTypes['DeletionPayload']>, ParentType, ContextType, RequireFields<MutationDeleteAccountArgs, 'input'>>;
  deleteUser?: Resolver<Maybe<ResolversTypes['DeletionPayload']>, ParentType, ContextType, RequireFields<MutationDeleteUserArgs, 'input'>>;
  disableSecondFactor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationDisableSecondFactorArgs, 'input'>>;
  disableUserSecondFactor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationDisableUserSecondFactorArgs, 'input'>>;
  enrolSecondFactor?: Resolver<Maybe<ResolversTypes['EnrolSecondFactorPayload']>, ParentType, ContextType, RequireFields<MutationEnrolSecondFactorArgs, 'input'>>;
  login?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  logout?: Resolver<Maybe<ResolversTypes['LogoutPayload']>, ParentType, ContextType, Partial<MutationLogoutArgs>>;
  refresh?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, Partial<MutationRefreshArgs>>;
  register?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  renewRecoveryCodes?: Resolver<Maybe<ResolversTypes['RenewRecoveryCodesPayload']>, ParentType, ContextType, RequireFields<MutationRenewRecoveryCodesArgs, 'input'>>;
  requestEmailChange?: Resolver<Maybe<ResolversTypes['RequestEmailChangePayload']>, ParentType, ContextType, RequireFields<MutationRequestEmailChangeArgs, 'input'>>;
  requestEmailVerification?: Resolver<Maybe<ResolversTypes['RequestEmailVerificationPayload']>, ParentType, ContextType>;
  requestPasswordReset?: Resolver<Maybe<ResolversTypes['RequestPasswordResetPayload']>, ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'input'>>;
  resetPassword?: Resolver<Maybe<ResolversTypes['ResetPasswordPayload']>, ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  revokeApiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'id'>>;
  revokeSession?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  revokeToken?: Resolver<Maybe<ResolversTypes['RevokeTokenPayload']>, ParentType, ContextType, RequireFields<MutationRevokeTokenArgs, 'input'>>;
  setUserDisabled?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationSetUserDisabledArgs, 'input'>>;
  setUserRoles?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationSetUserRolesArgs, 'input'>>;
  undoEmailChange?: Resolver<Maybe<ResolversTypes['UndoEmailChangePayload']>, ParentType, ContextType, RequireFields<MutationUndoEmailChangeArgs, 'input'>>;
  unlockUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationUnlockUserArgs, 'input'>>;
  updateProfile?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  updateUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
  verifyEmail?: Resolver<Maybe<ResolversTypes['VerifyEmailPayload']>, ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  accessReport?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  allApiKeys?: Resolver<Maybe<ResolversTypes['ApiKeyConnection']>, ParentType, ContextType, RequireFields<QueryAllApiKeysArgs, 'first'>>;
  apiKeys?: Resolver<Maybe<Array<ResolversTypes['ApiKey']>>, ParentType, ContextType>;
  auditEvents?: Resolver<Maybe<ResolversTypes['AuditEventConnection']>, ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
  exportAccount?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exportUser?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<QueryExportUserArgs, 'userId'>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type RenewRecoveryCodesPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['RenewRecoveryCodesPayload'] = ResolversParentTypes['RenewRecoveryCodesPayload']> = {
  recoveryCodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RequestEmailChangePayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['RequestEmailChangePayload'] = ResolversParentTypes['RequestEmailChangePayload']> = {
  accepted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RequestEmailVerificationPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['RequestEmailVerificationPayload'] = ResolversParentTypes['RequestEmailVerificationPayload']> = {
  accepted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RequestPasswordResetPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['RequestPasswordResetPayload'] = ResolversParentTypes['RequestPasswordResetPayload']> = {
  accepted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ResetPasswordPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['ResetPasswordPayload'] = ResolversParentTypes['ResetPasswordPayload']> = {
  reset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RevokeTokenPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['RevokeTokenPayload'] = ResolversParentTypes['RevokeTokenPayload']> = {
  revoked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UndoEmailChangePayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['UndoEmailChangePayload'] = ResolversParentTypes['UndoEmailChangePayload']> = {
  undone?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  apiKeys?: Resolver<Maybe<Array<ResolversTypes['ApiKey']>>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  disabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emailVerified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Maybe<Array<ResolversTypes['Role']>>, ParentType, ContextType>;
  secondFactor?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type VerifyEmailPayloadResolvers<ContextType = GraphwardContext, ParentType extends ResolversParentTypes['VerifyEmailPayload'] = ResolversParentTypes['VerifyEmailPayload']> = {
  verified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphwardContext> = {
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  AuditDetail?: AuditDetailResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  ConfirmSecondFactorPayload?: ConfirmSecondFactorPayloadResolvers<ContextType>;
  CreateApiKeyPayload?: CreateApiKeyPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeletionPayload?: DeletionPayloadResolvers<ContextType>;
  EnrolSecondFactorPayload?: EnrolSecondFactorPayloadResolvers<ContextType>;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RenewRecoveryCodesPayload?: RenewRecoveryCodesPayloadResolvers<ContextType>;
  RequestEmailChangePayload?: RequestEmailChangePayloadResolvers<ContextType>;
  RequestEmailVerificationPayload?: RequestEmailVerificationPayloadResolvers<ContextType>;
  RequestPasswordResetPayload?: RequestPasswordResetPayloadResolvers<ContextType>;
  ResetPasswordPayload?: ResetPasswordPayloadResolvers<ContextType>;
  RevokeTokenPayload?: RevokeTokenPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  UndoEmailChangePayload?: UndoEmailChangePayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  VerifyEmailPayload?: VerifyEmailPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphwardContext> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  filtered?: FilteredDirectiveResolver<any, any, ContextType>;
  includedIn?: IncludedInDirectiveResolver<any, any, ContextType>;
  inherits?: InheritsDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
  semanticNonNull?: SemanticNonNullDirectiveResolver<any, any, ContextType>;
};
