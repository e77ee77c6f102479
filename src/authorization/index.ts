export { type AccessCell, type AccessTable, accessTable } from './access-table.js';
export type { Denial, ExplainDenial } from './denial.js';
export { type Explanation, explain } from './explain.js';
export { isPublicOperation } from './is-public-operation.js';
export { asOwned } from './owned.js';
export type { Policy } from './policy.js';
export { readPolicy } from './read-policy.js';
export { type RedactionContext, redactErrors } from './redact-errors.js';
export { AuthorizationSchemaError, type SchemaProblem } from './schema-problem.js';
export { authorizationTypeDefs } from './type-defs.js';
export type { Viewer } from './viewer.js';
export { visibleSchema } from './visible-schema.js';
export {
  type AuthorizationOptions,
  type IntrospectionMode,
  withAuthorization,
} from './with-authorization.js';
