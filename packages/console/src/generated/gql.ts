/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query AccessReport {\n  accessReport\n}": typeof types.AccessReportDocument,
    "query ExportAccount {\n  exportAccount\n}\n\nmutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedUserId\n  }\n}": typeof types.ExportAccountDocument,
    "query AuditEvents($first: Int, $after: String, $filter: AuditFilter) {\n  auditEvents(first: $first, after: $after, filter: $filter) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...AuditRow\n      }\n    }\n  }\n}\n\nfragment AuditRow on AuditEvent {\n  id\n  at\n  type\n  outcome\n  userId\n  targetUserId\n  ipAddress\n  userAgent\n  details {\n    name\n    value\n  }\n}": typeof types.AuditEventsDocument,
    "fragment ApiKeyRow on ApiKey {\n  id\n  name\n  roles\n  scopes\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}\n\nquery ApiKeys {\n  apiKeys {\n    ...ApiKeyRow\n  }\n}\n\nmutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    key\n    apiKey {\n      id\n    }\n  }\n}\n\nmutation RevokeApiKey($id: ID!) {\n  revokeApiKey(id: $id) {\n    id\n  }\n}": typeof types.ApiKeyRowFragmentDoc,
    "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    accepted\n  }\n}\n\nmutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    reset\n  }\n}\n\nmutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    verified\n  }\n}\n\nmutation UndoEmailChange($input: UndoEmailChangeInput!) {\n  undoEmailChange(input: $input) {\n    undone\n  }\n}": typeof types.RequestPasswordResetDocument,
    "query Profile {\n  me {\n    id\n    name\n    email\n    emailVerified\n    roles\n    createdAt\n    lastLoginAt\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    id\n    name\n  }\n}\n\nmutation RequestEmailChange($input: RequestEmailChangeInput!) {\n  requestEmailChange(input: $input) {\n    accepted\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    accepted\n  }\n}": typeof types.ProfileDocument,
    "query Security {\n  me {\n    id\n    secondFactor\n  }\n}\n\nmutation EnrolSecondFactor($input: EnrolSecondFactorInput!) {\n  enrolSecondFactor(input: $input) {\n    secret\n    otpauthUrl\n    qrCode\n  }\n}\n\nmutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {\n  confirmSecondFactor(input: $input) {\n    recoveryCodes\n  }\n}\n\nmutation DisableSecondFactor($input: DisableSecondFactorInput!) {\n  disableSecondFactor(input: $input) {\n    id\n    secondFactor\n  }\n}\n\nmutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {\n  renewRecoveryCodes(input: $input) {\n    recoveryCodes\n  }\n}": typeof types.SecurityDocument,
    "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}\n\nquery Sessions {\n  sessions {\n    ...SessionRow\n  }\n}\n\nmutation RevokeSession($id: ID!) {\n  revokeSession(id: $id) {\n    id\n  }\n}": typeof types.SessionRowFragmentDoc,
    "query User($id: ID!) {\n  user(id: $id) {\n    ...UserRow\n    createdAt\n    sessions {\n      ...SessionRow\n    }\n    apiKeys {\n      ...ApiKeyRow\n    }\n  }\n}\n\nmutation SetUserRoles($input: SetUserRolesInput!) {\n  setUserRoles(input: $input) {\n    id\n  }\n}\n\nmutation SetUserDisabled($input: SetUserDisabledInput!) {\n  setUserDisabled(input: $input) {\n    id\n  }\n}\n\nmutation UnlockUser($input: UnlockUserInput!) {\n  unlockUser(input: $input) {\n    id\n  }\n}\n\nmutation DisableUserSecondFactor($input: DisableUserSecondFactorInput!) {\n  disableUserSecondFactor(input: $input) {\n    id\n  }\n}\n\nmutation DeleteUser($input: DeleteUserInput!) {\n  deleteUser(input: $input) {\n    deletedUserId\n  }\n}": typeof types.UserDocument,
    "query Users($first: Int, $after: String, $filter: UserFilter) {\n  users(first: $first, after: $after, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      node {\n        ...UserRow\n      }\n    }\n  }\n}\n\nfragment UserRow on User {\n  id\n  name\n  email\n  emailVerified\n  roles\n  disabled\n  secondFactor\n  lastLoginAt\n}": typeof types.UsersDocument,
    "query MyRoles {\n  me {\n    id\n    roles\n  }\n}": typeof types.MyRolesDocument,
};
const documents: Documents = {
    "query AccessReport {\n  accessReport\n}": types.AccessReportDocument,
    "query ExportAccount {\n  exportAccount\n}\n\nmutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedUserId\n  }\n}": types.ExportAccountDocument,
    "query AuditEvents($first: Int, $after: String, $filter: AuditFilter) {\n  auditEvents(first: $first, after: $after, filter: $filter) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...AuditRow\n      }\n    }\n  }\n}\n\nfragment AuditRow on AuditEvent {\n  id\n  at\n  type\n  outcome\n  userId\n  targetUserId\n  ipAddress\n  userAgent\n  details {\n    name\n    value\n  }\n}": types.AuditEventsDocument,
    "fragment ApiKeyRow on ApiKey {\n  id\n  name\n  roles\n  scopes\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}\n\nquery ApiKeys {\n  apiKeys {\n    ...ApiKeyRow\n  }\n}\n\nmutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    key\n    apiKey {\n      id\n    }\n  }\n}\n\nmutation RevokeApiKey($id: ID!) {\n  revokeApiKey(id: $id) {\n    id\n  }\n}": types.ApiKeyRowFragmentDoc,
    "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    accepted\n  }\n}\n\nmutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    reset\n  }\n}\n\nmutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    verified\n  }\n}\n\nmutation UndoEmailChange($input: UndoEmailChangeInput!) {\n  undoEmailChange(input: $input) {\n    undone\n  }\n}": types.RequestPasswordResetDocument,
    "query Profile {\n  me {\n    id\n    name\n    email\n    emailVerified\n    roles\n    createdAt\n    lastLoginAt\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    id\n    name\n  }\n}\n\nmutation RequestEmailChange($input: RequestEmailChangeInput!) {\n  requestEmailChange(input: $input) {\n    accepted\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    accepted\n  }\n}": types.ProfileDocument,
    "query Security {\n  me {\n    id\n    secondFactor\n  }\n}\n\nmutation EnrolSecondFactor($input: EnrolSecondFactorInput!) {\n  enrolSecondFactor(input: $input) {\n    secret\n    otpauthUrl\n    qrCode\n  }\n}\n\nmutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {\n  confirmSecondFactor(input: $input) {\n    recoveryCodes\n  }\n}\n\nmutation DisableSecondFactor($input: DisableSecondFactorInput!) {\n  disableSecondFactor(input: $input) {\n    id\n    secondFactor\n  }\n}\n\nmutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {\n  renewRecoveryCodes(input: $input) {\n    recoveryCodes\n  }\n}": types.SecurityDocument,
    "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}\n\nquery Sessions {\n  sessions {\n    ...SessionRow\n  }\n}\n\nmutation RevokeSession($id: ID!) {\n  revokeSession(id: $id) {\n    id\n  }\n}": types.SessionRowFragmentDoc,
    "query User($id: ID!) {\n  user(id: $id) {\n    ...UserRow\n    createdAt\n    sessions {\n      ...SessionRow\n    }\n    apiKeys {\n      ...ApiKeyRow\n    }\n  }\n}\n\nmutation SetUserRoles($input: SetUserRolesInput!) {\n  setUserRoles(input: $input) {\n    id\n  }\n}\n\nmutation SetUserDisabled($input: SetUserDisabledInput!) {\n  setUserDisabled(input: $input) {\n    id\n  }\n}\n\nmutation UnlockUser($input: UnlockUserInput!) {\n  unlockUser(input: $input) {\n    id\n  }\n}\n\nmutation DisableUserSecondFactor($input: DisableUserSecondFactorInput!) {\n  disableUserSecondFactor(input: $input) {\n    id\n  }\n}\n\nmutation DeleteUser($input: DeleteUserInput!) {\n  deleteUser(input: $input) {\n    deletedUserId\n  }\n}": types.UserDocument,
    "query Users($first: Int, $after: String, $filter: UserFilter) {\n  users(first: $first, after: $after, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      node {\n        ...UserRow\n      }\n    }\n  }\n}\n\nfragment UserRow on User {\n  id\n  name\n  email\n  emailVerified\n  roles\n  disabled\n  secondFactor\n  lastLoginAt\n}": types.UsersDocument,
    "query MyRoles {\n  me {\n    id\n    roles\n  }\n}": types.MyRolesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AccessReport {\n  accessReport\n}"): typeof import('./graphql').AccessReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ExportAccount {\n  exportAccount\n}\n\nmutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedUserId\n  }\n}"): typeof import('./graphql').ExportAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AuditEvents($first: Int, $after: String, $filter: AuditFilter) {\n  auditEvents(first: $first, after: $after, filter: $filter) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...AuditRow\n      }\n    }\n  }\n}\n\nfragment AuditRow on AuditEvent {\n  id\n  at\n  type\n  outcome\n  userId\n  targetUserId\n  ipAddress\n  userAgent\n  details {\n    name\n    value\n  }\n}"): typeof import('./graphql').AuditEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ApiKeyRow on ApiKey {\n  id\n  name\n  roles\n  scopes\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}\n\nquery ApiKeys {\n  apiKeys {\n    ...ApiKeyRow\n  }\n}\n\nmutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    key\n    apiKey {\n      id\n    }\n  }\n}\n\nmutation RevokeApiKey($id: ID!) {\n  revokeApiKey(id: $id) {\n    id\n  }\n}"): typeof import('./graphql').ApiKeyRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    accepted\n  }\n}\n\nmutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    reset\n  }\n}\n\nmutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    verified\n  }\n}\n\nmutation UndoEmailChange($input: UndoEmailChangeInput!) {\n  undoEmailChange(input: $input) {\n    undone\n  }\n}"): typeof import('./graphql').RequestPasswordResetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Profile {\n  me {\n    id\n    name\n    email\n    emailVerified\n    roles\n    createdAt\n    lastLoginAt\n  }\n}\n\nmutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    id\n    name\n  }\n}\n\nmutation RequestEmailChange($input: RequestEmailChangeInput!) {\n  requestEmailChange(input: $input) {\n    accepted\n  }\n}\n\nmutation RequestEmailVerification {\n  requestEmailVerification {\n    accepted\n  }\n}"): typeof import('./graphql').ProfileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Security {\n  me {\n    id\n    secondFactor\n  }\n}\n\nmutation EnrolSecondFactor($input: EnrolSecondFactorInput!) {\n  enrolSecondFactor(input: $input) {\n    secret\n    otpauthUrl\n    qrCode\n  }\n}\n\nmutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {\n  confirmSecondFactor(input: $input) {\n    recoveryCodes\n  }\n}\n\nmutation DisableSecondFactor($input: DisableSecondFactorInput!) {\n  disableSecondFactor(input: $input) {\n    id\n    secondFactor\n  }\n}\n\nmutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {\n  renewRecoveryCodes(input: $input) {\n    recoveryCodes\n  }\n}"): typeof import('./graphql').SecurityDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SessionRow on Session {\n  id\n  current\n  createdAt\n  lastUsedAt\n  expiresAt\n  ipAddress\n  userAgent\n}\n\nquery Sessions {\n  sessions {\n    ...SessionRow\n  }\n}\n\nmutation RevokeSession($id: ID!) {\n  revokeSession(id: $id) {\n    id\n  }\n}"): typeof import('./graphql').SessionRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query User($id: ID!) {\n  user(id: $id) {\n    ...UserRow\n    createdAt\n    sessions {\n      ...SessionRow\n    }\n    apiKeys {\n      ...ApiKeyRow\n    }\n  }\n}\n\nmutation SetUserRoles($input: SetUserRolesInput!) {\n  setUserRoles(input: $input) {\n    id\n  }\n}\n\nmutation SetUserDisabled($input: SetUserDisabledInput!) {\n  setUserDisabled(input: $input) {\n    id\n  }\n}\n\nmutation UnlockUser($input: UnlockUserInput!) {\n  unlockUser(input: $input) {\n    id\n  }\n}\n\nmutation DisableUserSecondFactor($input: DisableUserSecondFactorInput!) {\n  disableUserSecondFactor(input: $input) {\n    id\n  }\n}\n\nmutation DeleteUser($input: DeleteUserInput!) {\n  deleteUser(input: $input) {\n    deletedUserId\n  }\n}"): typeof import('./graphql').UserDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Users($first: Int, $after: String, $filter: UserFilter) {\n  users(first: $first, after: $after, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      node {\n        ...UserRow\n      }\n    }\n  }\n}\n\nfragment UserRow on User {\n  id\n  name\n  email\n  emailVerified\n  roles\n  disabled\n  secondFactor\n  lastLoginAt\n}"): typeof import('./graphql').UsersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query MyRoles {\n  me {\n    id\n    roles\n  }\n}"): typeof import('./graphql').MyRolesDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
