import type { GraphQLSchema } from 'graphql';
import { conditionsOf, isGranted, isTooOld, type Rule } from '../policy/requirement.js';
import { isRootType } from '../policy/root-types.js';
import type { RowFilter } from '../policy/row-filter.js';
import { requireExtension, type SchemaExtension } from '../policy/schema-extension.js';
import { credentialsOf } from './access.js';
import type { Enforcement } from './enforcement.js';
import { assertViewer, type Viewer } from './viewer.js';

/**
 * Returns the part of a type's requirement that depends on its objects, as a filter for a query.
 *
 * The filter and the guards decide alike if the owner and group fields have no resolver of their own. With one, the query must
 * translate `field` to what the resolver reads.
 *
 * @param schema from `withAuthorization`
 * @param type an object type
 * @param context for policies with a `filter`
 * @throws Error if the type is unknown, or if a policy without a `filter` decides
 *
 * @example
 * ```ts
 * rowFilter(schema, 'Draft', { id: '7', roles: [] }); // { field: 'authorId', in: ['7'] }
 * rowFilter(schema, 'Draft', { id: '8', roles: ['EDITOR'] }); // true
 * ```
 */
export function rowFilter(
  schema: GraphQLSchema,
  type: string,
  viewer: Viewer | null,
  context?: unknown,
): RowFilter {
  return requireExtension(schema, 'rowFilter').rowFilter(type, viewer, context);
}

/** The `rowFilter` of one enforcing schema. */
export function createRowFilter(enforcement: Enforcement, now: () => number): SchemaExtension['rowFilter'] {
  const { policy } = enforcement;
  return (name, viewer: unknown, context) => {
    assertViewer(viewer);
    const type = policy.schema.getType(name);
    if (!type || !('getFields' in type) || isRootType(policy.schema, type))
      throw new Error(`rowFilter: ${name} is not an object type of the schema.`);
    const requirement = policy.requirements.get(name);
    if (!requirement) return true;
    const credentials = credentialsOf(viewer, policy.roles, now);
    if (!viewer || isTooOld(requirement, credentials)) return false;
    return allOf(requirement.rules.map((rule) => filterOf(rule, viewer)));

    function filterOf(rule: Rule, signedIn: Viewer): RowFilter {
      if (isGranted(rule, credentials)) return true;
      return anyOf(
        conditionsOf(rule).map((condition) => {
          if (condition === 'owner') return { field: rule.owner ?? '', in: [signedIn.id] };
          if (condition === 'group') return { field: rule.group ?? '', in: [...credentials.groups] };
          if (condition === 'scope') return false;
          return anyOf(
            (rule.policy ?? []).map((list) => allOf(list.map((each) => filterOfPolicy(each, signedIn)))),
          );
        }),
      );
    }

    function filterOfPolicy(each: string, signedIn: Viewer): RowFilter {
      const definition = enforcement.policies.get(each);
      if (typeof definition === 'object' && definition.filter) return definition.filter(signedIn, context);
      throw new Error(
        `rowFilter: the policy "${each}" has no filter, so the rows of ${name} cannot be selected. Define it as { check, filter }.`,
      );
    }
  };
}

function allOf(filters: readonly RowFilter[]): RowFilter {
  if (filters.includes(false)) return false;
  const parts = filters.filter((filter) => filter !== true);
  const [first] = parts;
  return first === undefined ? true : parts.length === 1 ? first : { and: parts };
}

function anyOf(filters: readonly RowFilter[]): RowFilter {
  if (filters.includes(true)) return true;
  const parts = filters.filter((filter) => filter !== false && !isEmpty(filter));
  const [first] = parts;
  return first === undefined ? false : parts.length === 1 ? first : { or: parts };
}

function isEmpty(filter: RowFilter): boolean {
  return typeof filter === 'object' && 'in' in filter && filter.in.length === 0;
}
