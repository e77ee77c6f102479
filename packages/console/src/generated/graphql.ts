/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Selects events. All given conditions must match. */
export type AuditFilter = {
  /** Matches events at or after this time. */
  since?: string | null | undefined;
  /** Matches events of this type. */
  type?: string | null | undefined;
  /** Matches events before this time. */
  until?: string | null | undefined;
  /** Matches events in which this user acted or was affected. */
  userId?: string | null | undefined;
};

/** The input of `confirmSecondFactor`. */
export type ConfirmSecondFactorInput = {
  /** The code that the authenticator app shows. */
  otp: string;
};

/** The input of `createApiKey`. */
export type CreateApiKeyInput = {
  /** When the key expires, at most 366 days from now. */
  expiresAt: string;
  /** What the key is for, 1 to 100 characters. */
  name: string;
  /** The roles of the service: roles that the viewer has. Administrators can grant any role. */
  roles: Array<Role>;
  /** The scopes of the service: scopes that the viewer was granted. Administrators can grant any scope. */
  scopes?: Array<string> | null | undefined;
};

/** The input of `deleteAccount`. */
export type DeleteAccountInput = {
  /** The current password. */
  currentPassword: string;
};

/** The input of `deleteUser`. */
export type DeleteUserInput = {
  /** The user's ID. */
  userId: string;
};

/** The input of `disableSecondFactor`. */
export type DisableSecondFactorInput = {
  /** The current password. */
  currentPassword: string;
  /** The code that the authenticator app shows, or a recovery code. */
  otp: string;
};

/** The input of `disableUserSecondFactor`. */
export type DisableUserSecondFactorInput = {
  /** The user's ID. */
  userId: string;
};

/** The input of `enrolSecondFactor`. */
export type EnrolSecondFactorInput = {
  /** The current password. */
  currentPassword: string;
};

/** The input of `renewRecoveryCodes`. */
export type RenewRecoveryCodesInput = {
  /** The current password. */
  currentPassword: string;
  /** The code that the authenticator app shows, or a recovery code. */
  otp: string;
};

/** The input of `requestEmailChange`. */
export type RequestEmailChangeInput = {
  /** The current password. */
  currentPassword: string;
  /** The new e-mail address. */
  newEmail: string;
};

/** The input of `requestPasswordReset`. */
export type RequestPasswordResetInput = {
  /** The account's e-mail address. */
  email: string;
};

/** The input of `resetPassword`. */
export type ResetPasswordInput = {
  /** At least 15 characters of any kind, at most 1,024 bytes. */
  newPassword: string;
  /** The token of the link in the mail. */
  token: string;
};

/** The roles of users. A role includes every role that it inherits. */
export type Role =
  /** Manages users, roles and sessions. */
  | 'ADMIN'
  /** Edits the content of other users. */
  | 'EDITOR'
  /** Every user with an account. */
  | 'USER';

/** The input of `setUserDisabled`. */
export type SetUserDisabledInput = {
  /** True disables the account and ends all its sessions; false enables it again. */
  disabled: boolean;
  /** The user's ID. */
  userId: string;
};

/** The input of `setUserRoles`. */
export type SetUserRolesInput = {
  /** The user's new roles, which replace all current ones. */
  roles: Array<Role>;
  /** The user's ID. */
  userId: string;
};

/** The input of `undoEmailChange`. */
export type UndoEmailChangeInput = {
  /** The token of the link in the mail. */
  token: string;
};

/** The input of `unlockUser`. */
export type UnlockUserInput = {
  /** The user's ID. */
  userId: string;
};

/** The input of `updateProfile`. A field that is left out keeps its value. */
export type UpdateProfileInput = {
  /** The new display name, at most 100 characters; null removes it. */
  name?: string | null | undefined;
};

/** Selects users. All given conditions must match. */
export type UserFilter = {
  /** Matches users whose normalized e-mail address starts with this text. */
  emailPrefix?: string | null | undefined;
  /** Matches users to whom this role is assigned. */
  role?: Role | null | undefined;
  /**
   * Matches users whose normalized e-mail address or display name starts with this text. Case does not matter; in names, accents
   * do not matter either. Of the users found by name, at most 1,000 are considered, in the order of their names.
   */
  search?: string | null | undefined;
};

/** The input of `verifyEmail`. */
export type VerifyEmailInput = {
  /** The token of the link in the mail. */
  token: string;
};

export type AccessReportQueryVariables = Exact<{ [key: string]: never; }>;


export type AccessReportQuery = { accessReport: string | null };

export type ExportAccountQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportAccountQuery = { exportAccount: string | null };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { deleteAccount: { deletedUserId: string } | null };

export type AuditEventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditEventsQuery = { auditEvents: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string | null, at: string | null, type: string | null, outcome: string | null, userId: string | null, targetUserId: string | null, ipAddress: string | null, userAgent: string | null, details: Array<{ name: string, value: string }> | null } | null }> } | null };

export type AuditRowFragment = { id: string | null, at: string | null, type: string | null, outcome: string | null, userId: string | null, targetUserId: string | null, ipAddress: string | null, userAgent: string | null, details: Array<{ name: string, value: string }> | null };

export type ApiKeyRowFragment = { id: string, name: string, roles: Array<Role>, scopes: Array<string>, createdAt: string, expiresAt: string, lastUsedAt: string | null, revokedAt: string | null };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { apiKeys: Array<{ id: string, name: string, roles: Array<Role>, scopes: Array<string>, createdAt: string, expiresAt: string, lastUsedAt: string | null, revokedAt: string | null }> | null };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey: { key: string, apiKey: { id: string } } | null };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey: { id: string } | null };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: { accepted: boolean } | null };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: { reset: boolean } | null };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail: { verified: boolean } | null };

export type UndoEmailChangeMutationVariables = Exact<{
  input: UndoEmailChangeInput;
}>;


export type UndoEmailChangeMutation = { undoEmailChange: { undone: boolean } | null };

export type ProfileQueryVariables = Exact<{ [key: string]: never; }>;


export type ProfileQuery = { me: { id: string, name: string | null, email: string | null, emailVerified: boolean | null, roles: Array<Role> | null, createdAt: string | null, lastLoginAt: string | null } | null };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { id: string, name: string | null } | null };

export type RequestEmailChangeMutationVariables = Exact<{
  input: RequestEmailChangeInput;
}>;


export type RequestEmailChangeMutation = { requestEmailChange: { accepted: boolean } | null };

export type RequestEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailVerificationMutation = { requestEmailVerification: { accepted: boolean } | null };

export type SecurityQueryVariables = Exact<{ [key: string]: never; }>;


export type SecurityQuery = { me: { id: string, secondFactor: boolean | null } | null };

export type EnrolSecondFactorMutationVariables = Exact<{
  input: EnrolSecondFactorInput;
}>;


export type EnrolSecondFactorMutation = { enrolSecondFactor: { secret: string, otpauthUrl: string, qrCode: string } | null };

export type ConfirmSecondFactorMutationVariables = Exact<{
  input: ConfirmSecondFactorInput;
}>;


export type ConfirmSecondFactorMutation = { confirmSecondFactor: { recoveryCodes: Array<string> } | null };

export type DisableSecondFactorMutationVariables = Exact<{
  input: DisableSecondFactorInput;
}>;


export type DisableSecondFactorMutation = { disableSecondFactor: { id: string, secondFactor: boolean | null } | null };

export type RenewRecoveryCodesMutationVariables = Exact<{
  input: RenewRecoveryCodesInput;
}>;


export type RenewRecoveryCodesMutation = { renewRecoveryCodes: { recoveryCodes: Array<string> } | null };

export type SessionRowFragment = { id: string, current: boolean, createdAt: string, lastUsedAt: string, expiresAt: string, ipAddress: string | null, userAgent: string | null };

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { sessions: Array<{ id: string, current: boolean, createdAt: string, lastUsedAt: string, expiresAt: string, ipAddress: string | null, userAgent: string | null }> | null };

export type RevokeSessionMutationVariables = Exact<{
  id: string;
}>;


export type RevokeSessionMutation = { revokeSession: { id: string } | null };

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = { user: { createdAt: string | null, id: string, name: string | null, email: string | null, emailVerified: boolean | null, roles: Array<Role> | null, disabled: boolean | null, secondFactor: boolean | null, lastLoginAt: string | null, sessions: Array<{ id: string, current: boolean, createdAt: string, lastUsedAt: string, expiresAt: string, ipAddress: string | null, userAgent: string | null }> | null, apiKeys: Array<{ id: string, name: string, roles: Array<Role>, scopes: Array<string>, createdAt: string, expiresAt: string, lastUsedAt: string | null, revokedAt: string | null }> | null } | null };

export type SetUserRolesMutationVariables = Exact<{
  input: SetUserRolesInput;
}>;


export type SetUserRolesMutation = { setUserRoles: { id: string } | null };

export type SetUserDisabledMutationVariables = Exact<{
  input: SetUserDisabledInput;
}>;


export type SetUserDisabledMutation = { setUserDisabled: { id: string } | null };

export type UnlockUserMutationVariables = Exact<{
  input: UnlockUserInput;
}>;


export type UnlockUserMutation = { unlockUser: { id: string } | null };

export type DisableUserSecondFactorMutationVariables = Exact<{
  input: DisableUserSecondFactorInput;
}>;


export type DisableUserSecondFactorMutation = { disableUserSecondFactor: { id: string } | null };

export type DeleteUserMutationVariables = Exact<{
  input: DeleteUserInput;
}>;


export type DeleteUserMutation = { deleteUser: { deletedUserId: string } | null };

export type UsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: UserFilter | null | undefined;
}>;


export type UsersQuery = { users: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string | null, email: string | null, emailVerified: boolean | null, roles: Array<Role> | null, disabled: boolean | null, secondFactor: boolean | null, lastLoginAt: string | null } }> } | null };

export type UserRowFragment = { id: string, name: string | null, email: string | null, emailVerified: boolean | null, roles: Array<Role> | null, disabled: boolean | null, secondFactor: boolean | null, lastLoginAt: string | null };

export type MyRolesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyRolesQuery = { me: { id: string, roles: Array<Role> | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AuditRowFragmentDoc = new TypedDocumentString(`
    fragment AuditRow on AuditEvent {
  id
  at
  type
  outcome
  userId
  targetUserId
  ipAddress
  userAgent
  details {
    name
    value
  }
}
    `, {"fragmentName":"AuditRow"}) as unknown as TypedDocumentString<AuditRowFragment, unknown>;
export const ApiKeyRowFragmentDoc = new TypedDocumentString(`
    fragment ApiKeyRow on ApiKey {
  id
  name
  roles
  scopes
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"ApiKeyRow"}) as unknown as TypedDocumentString<ApiKeyRowFragment, unknown>;
export const SessionRowFragmentDoc = new TypedDocumentString(`
    fragment SessionRow on Session {
  id
  current
  createdAt
  lastUsedAt
  expiresAt
  ipAddress
  userAgent
}
    `, {"fragmentName":"SessionRow"}) as unknown as TypedDocumentString<SessionRowFragment, unknown>;
export const UserRowFragmentDoc = new TypedDocumentString(`
    fragment UserRow on User {
  id
  name
  email
  emailVerified
  roles
  disabled
  secondFactor
  lastLoginAt
}
    `, {"fragmentName":"UserRow"}) as unknown as TypedDocumentString<UserRowFragment, unknown>;
export const AccessReportDocument = new TypedDocumentString(`
    query AccessReport {
  accessReport
}
    `) as unknown as TypedDocumentString<AccessReportQuery, AccessReportQueryVariables>;
export const ExportAccountDocument = new TypedDocumentString(`
    query ExportAccount {
  exportAccount
}
    `) as unknown as TypedDocumentString<ExportAccountQuery, ExportAccountQueryVariables>;
export const DeleteAccountDocument = new TypedDocumentString(`
    mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) {
    deletedUserId
  }
}
    `) as unknown as TypedDocumentString<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const AuditEventsDocument = new TypedDocumentString(`
    query AuditEvents($first: Int, $after: String, $filter: AuditFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        ...AuditRow
      }
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  at
  type
  outcome
  userId
  targetUserId
  ipAddress
  userAgent
  details {
    name
    value
  }
}`) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    ...ApiKeyRow
  }
}
    fragment ApiKeyRow on ApiKey {
  id
  name
  roles
  scopes
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    key
    apiKey {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const RequestPasswordResetDocument = new TypedDocumentString(`
    mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    accepted
  }
}
    `) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    reset
  }
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const VerifyEmailDocument = new TypedDocumentString(`
    mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    verified
  }
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const UndoEmailChangeDocument = new TypedDocumentString(`
    mutation UndoEmailChange($input: UndoEmailChangeInput!) {
  undoEmailChange(input: $input) {
    undone
  }
}
    `) as unknown as TypedDocumentString<UndoEmailChangeMutation, UndoEmailChangeMutationVariables>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile {
  me {
    id
    name
    email
    emailVerified
    roles
    createdAt
    lastLoginAt
  }
}
    `) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const RequestEmailChangeDocument = new TypedDocumentString(`
    mutation RequestEmailChange($input: RequestEmailChangeInput!) {
  requestEmailChange(input: $input) {
    accepted
  }
}
    `) as unknown as TypedDocumentString<RequestEmailChangeMutation, RequestEmailChangeMutationVariables>;
export const RequestEmailVerificationDocument = new TypedDocumentString(`
    mutation RequestEmailVerification {
  requestEmailVerification {
    accepted
  }
}
    `) as unknown as TypedDocumentString<RequestEmailVerificationMutation, RequestEmailVerificationMutationVariables>;
export const SecurityDocument = new TypedDocumentString(`
    query Security {
  me {
    id
    secondFactor
  }
}
    `) as unknown as TypedDocumentString<SecurityQuery, SecurityQueryVariables>;
export const EnrolSecondFactorDocument = new TypedDocumentString(`
    mutation EnrolSecondFactor($input: EnrolSecondFactorInput!) {
  enrolSecondFactor(input: $input) {
    secret
    otpauthUrl
    qrCode
  }
}
    `) as unknown as TypedDocumentString<EnrolSecondFactorMutation, EnrolSecondFactorMutationVariables>;
export const ConfirmSecondFactorDocument = new TypedDocumentString(`
    mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
  confirmSecondFactor(input: $input) {
    recoveryCodes
  }
}
    `) as unknown as TypedDocumentString<ConfirmSecondFactorMutation, ConfirmSecondFactorMutationVariables>;
export const DisableSecondFactorDocument = new TypedDocumentString(`
    mutation DisableSecondFactor($input: DisableSecondFactorInput!) {
  disableSecondFactor(input: $input) {
    id
    secondFactor
  }
}
    `) as unknown as TypedDocumentString<DisableSecondFactorMutation, DisableSecondFactorMutationVariables>;
export const RenewRecoveryCodesDocument = new TypedDocumentString(`
    mutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {
  renewRecoveryCodes(input: $input) {
    recoveryCodes
  }
}
    `) as unknown as TypedDocumentString<RenewRecoveryCodesMutation, RenewRecoveryCodesMutationVariables>;
export const SessionsDocument = new TypedDocumentString(`
    query Sessions {
  sessions {
    ...SessionRow
  }
}
    fragment SessionRow on Session {
  id
  current
  createdAt
  lastUsedAt
  expiresAt
  ipAddress
  userAgent
}`) as unknown as TypedDocumentString<SessionsQuery, SessionsQueryVariables>;
export const RevokeSessionDocument = new TypedDocumentString(`
    mutation RevokeSession($id: ID!) {
  revokeSession(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const UserDocument = new TypedDocumentString(`
    query User($id: ID!) {
  user(id: $id) {
    ...UserRow
    createdAt
    sessions {
      ...SessionRow
    }
    apiKeys {
      ...ApiKeyRow
    }
  }
}
    fragment ApiKeyRow on ApiKey {
  id
  name
  roles
  scopes
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
fragment SessionRow on Session {
  id
  current
  createdAt
  lastUsedAt
  expiresAt
  ipAddress
  userAgent
}
fragment UserRow on User {
  id
  name
  email
  emailVerified
  roles
  disabled
  secondFactor
  lastLoginAt
}`) as unknown as TypedDocumentString<UserQuery, UserQueryVariables>;
export const SetUserRolesDocument = new TypedDocumentString(`
    mutation SetUserRoles($input: SetUserRolesInput!) {
  setUserRoles(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetUserRolesMutation, SetUserRolesMutationVariables>;
export const SetUserDisabledDocument = new TypedDocumentString(`
    mutation SetUserDisabled($input: SetUserDisabledInput!) {
  setUserDisabled(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetUserDisabledMutation, SetUserDisabledMutationVariables>;
export const UnlockUserDocument = new TypedDocumentString(`
    mutation UnlockUser($input: UnlockUserInput!) {
  unlockUser(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UnlockUserMutation, UnlockUserMutationVariables>;
export const DisableUserSecondFactorDocument = new TypedDocumentString(`
    mutation DisableUserSecondFactor($input: DisableUserSecondFactorInput!) {
  disableUserSecondFactor(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<DisableUserSecondFactorMutation, DisableUserSecondFactorMutationVariables>;
export const DeleteUserDocument = new TypedDocumentString(`
    mutation DeleteUser($input: DeleteUserInput!) {
  deleteUser(input: $input) {
    deletedUserId
  }
}
    `) as unknown as TypedDocumentString<DeleteUserMutation, DeleteUserMutationVariables>;
export const UsersDocument = new TypedDocumentString(`
    query Users($first: Int, $after: String, $filter: UserFilter) {
  users(first: $first, after: $after, filter: $filter) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...UserRow
      }
    }
  }
}
    fragment UserRow on User {
  id
  name
  email
  emailVerified
  roles
  disabled
  secondFactor
  lastLoginAt
}`) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const MyRolesDocument = new TypedDocumentString(`
    query MyRoles {
  me {
    id
    roles
  }
}
    `) as unknown as TypedDocumentString<MyRolesQuery, MyRolesQueryVariables>;