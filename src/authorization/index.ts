export { type AccessPlace, type AccessReport, accessReport } from './access-report.js';
export { type AccessCell, type AccessRow, type AccessTable, accessTable } from './access-table.js';
export { AuthorizationError, type AuthorizationErrorCode } from './authorization-error.js';
export { type Denial, denialOf, type ExplainDenial } from './denial.js';
export { type Explanation, explain } from './explain.js';
export type { IntrospectionMode } from './governance.js';
export { isPublicOperation } from './is-public-operation.js';
export { asOwned } from './owned.js';
export type { Policy } from './policy.js';
export { readPolicy } from './read-policy.js';
export { type RedactionContext, redactErrors } from './redact-errors.js';
export {
  AuthorizationSchemaError,
  type ReportProblem,
  type SchemaProblem,
  locationOf,
  reportInto,
} from './schema-problem.js';
export { authorizationTypeDefs } from './type-defs.js';
export type { Viewer } from './viewer.js';
export { visibleSchema } from './visible-schema.js';
export { type AuthorizationOptions, withAuthorization } from './with-authorization.js';
