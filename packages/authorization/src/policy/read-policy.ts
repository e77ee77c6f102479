import type { GraphQLSchema } from 'graphql';
import { annotatedElements } from './annotated-elements.js';
import { checkDirectiveDefinitions, checkDirectiveUsage } from './check-directives.js';
import { checkEnumValues, checkFields, checkOwners, checkRoles } from './check-policy.js';
import { collectRules } from './collect-rules.js';
import type { Policy } from './policy.js';
import { findProtectedTypes } from './protected-types.js';
import { readRoleHierarchy } from './role-hierarchy.js';
import { extensionOf } from './schema-extension.js';
import { reportInto, type SchemaProblem } from './schema-problem.js';

const policies = new WeakMap<GraphQLSchema, Policy>();

/**
 * The policy that a schema's directives declare, compiled once per schema.
 *
 * A schema made by `withAuthorization` has the policy of the schema it was made from. A policy with `problems` cannot
 * be enforced.
 *
 * @example
 * ```ts
 * const { problems, warnings } = readPolicy(schema);
 * ```
 */
export function readPolicy(schema: GraphQLSchema): Policy {
  const enforced = extensionOf(schema)?.policy;
  if (enforced) return enforced;
  let policy = policies.get(schema);
  if (!policy) policies.set(schema, (policy = compilePolicy(schema)));
  return policy;
}

function compilePolicy(schema: GraphQLSchema): Policy {
  const problems: SchemaProblem[] = [];
  const warnings: SchemaProblem[] = [];
  const report = reportInto(problems);
  const warn = reportInto(warnings);

  const elements = annotatedElements(schema);
  checkDirectiveDefinitions(schema, report);
  for (const element of elements) checkDirectiveUsage(schema, element, report);

  const roles = readRoleHierarchy(schema, report);
  const { requirements, publicCoordinates, openFields } = collectRules(schema, elements, roles, report);
  const protectedTypes = findProtectedTypes(schema, requirements);
  const policy = { schema, roles, requirements, openFields, protectedTypes, problems, warnings };

  checkRoles(policy, report);
  checkOwners(policy, report);
  checkEnumValues(policy, report);
  checkFields(policy, publicCoordinates, report, warn);
  return policy;
}
