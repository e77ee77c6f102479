/**
 * Enforces `@auth`, `@public` and `@inherits` in any server that executes a GraphQLSchema.
 *
 * @module @graphward/authorization
 */
export { AuthorizationError, type AuthorizationErrorCode } from './enforce/authorization-error.js';
export { type Denial, denialOf, type ExplainDenial } from './enforce/denial.js';
export { loadedObject, type ObjectLoader } from './enforce/load-objects.js';
export { asOwned } from './enforce/owned.js';
export type { PolicyDefinition, PolicyFunction } from './enforce/policies.js';
export { rowFilter } from './enforce/row-filter.js';
export type { Viewer } from './enforce/viewer.js';
export { isPublicOperation } from './operation/is-public-operation.js';
export type { Policy } from './policy/policy.js';
export { readPolicy } from './policy/read-policy.js';
export { matchesRowFilter, type RowFilter } from './policy/row-filter.js';
export type { IntrospectionMode } from './policy/schema-extension.js';
export {
  AuthorizationSchemaError,
  locationOf,
  reportInto,
  type ReportProblem,
  type SchemaProblem,
} from './policy/schema-problem.js';
export { authorizationTypeDefs } from './policy/type-defs.js';
export { type AccessPlace, type AccessReport, accessReport } from './report/access-report.js';
export { type AccessCell, type AccessRow, type AccessTable, accessTable } from './report/access-table.js';
export { explain, type Explanation } from './report/explain.js';
export { formatAccessReport } from './report/format-access-report.js';
export { redactErrors, type RedactionContext } from './report/redact-errors.js';
export type { ExplainAssumptions } from './report/rule-outcome.js';
export { clientSchema } from './visible/client-schema.js';
export { visibleSchema } from './visible/visible-schema.js';
export { type AuthorizationOptions, withAuthorization } from './with-authorization.js';
