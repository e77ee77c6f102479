import type { GraphQLSchema } from 'graphql';
import { annotatedElements } from './annotated-elements.js';
import { checkDirectiveDefinitions, checkDirectiveUsage } from './check-directives.js';
import { checkFiltered } from './check-filtered.js';
import { checkObjects } from './check-objects.js';
import { checkEnumValues, checkFields, checkRoles } from './check-policy.js';
import { collectRules } from './collect-rules.js';
import { typesThatContain } from './input-types.js';
import type { Policy } from './policy.js';
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

/** @param allowed names of directives that are the schema's own although they look like authorization directives */
export function compilePolicy(schema: GraphQLSchema, allowed: readonly string[] = []): Policy {
  const problems: SchemaProblem[] = [];
  const warnings: SchemaProblem[] = [];
  const report = reportInto(problems);
  const warn = reportInto(warnings);

  const elements = annotatedElements(schema);
  checkDirectiveDefinitions(schema, report);
  for (const element of elements) checkDirectiveUsage(schema, element, allowed, report);

  const roles = readRoleHierarchy(schema, report);
  const rules = collectRules(schema, elements, roles, report);
  const { requirements, publicCoordinates, openFields, filtered } = rules;
  const protectedTypes = typesThatContain(schema, (coordinate) => requirements.has(coordinate));
  const policy = { schema, roles, requirements, openFields, filtered, protectedTypes, problems, warnings };

  checkRoles(policy, report);
  checkObjects(policy, report);
  checkFiltered(policy, report);
  checkEnumValues(policy, report);
  checkFields(policy, publicCoordinates, report, warn);
  return policy;
}
