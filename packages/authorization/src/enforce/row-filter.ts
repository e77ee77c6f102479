import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { isGranted, type Rule, signInDenial } from '../policy/requirement.js';
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
 * @param type an object type, an interface or a union. For the latter two, the filter also names the field `__typename`.
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
  const { schema, requirements, roles } = enforcement.policy;

  return (name, viewer: unknown, context) => {
    assertViewer(viewer);
    const type = schema.getType(name);
    if (isAbstractType(type)) {
      // Each concrete type has rules of its own.
      const ofTypes = schema
        .getPossibleTypes(type)
        .map((each) => [each.name, filterOf(each.name, viewer, context)] as const);
      if (ofTypes.every(([, filter]) => filter === true)) return true;
      return anyOf(ofTypes.map(([each, filter]) => allOf([{ field: '__typename', in: [each] }, filter])));
    }
    if (!isObjectType(type) || isRootType(schema, type))
      throw new Error(`rowFilter: ${name} is not a type of objects in the schema.`);
    return filterOf(name, viewer, context);
  };

  function filterOf(type: string, viewer: Viewer | null, context: unknown): RowFilter {
    const requirement = requirements.get(type);
    if (!requirement) return true;
    const credentials = credentialsOf(viewer, roles, now);
    if (!viewer || signInDenial(requirement, credentials)) return false;
    return allOf(
      requirement.rules.map(
        (rule) => isGranted(rule, credentials) || anyOf(alternativesOf(rule, type, viewer, context)),
      ),
    );
  }

  function alternativesOf(rule: Rule, type: string, viewer: Viewer, context: unknown): RowFilter[] {
    const { owner, group, policy = [] } = rule;
    return [
      ...(owner === undefined ? [] : [{ field: owner, in: [viewer.id] }]),
      ...(group === undefined ? [] : [{ field: group, in: [...(viewer.groups ?? [])] }]),
      ...policy.map((list) => allOf(list.map((each) => filterOfPolicy(each, type, viewer, context)))),
    ];
  }

  function filterOfPolicy(name: string, type: string, viewer: Viewer, context: unknown): RowFilter {
    const definition = enforcement.policies.get(name);
    if (typeof definition === 'object' && definition.filter) return definition.filter(viewer, context);
    throw new Error(
      `rowFilter: the policy "${name}" has no filter, so the rows of ${type} cannot be selected. Define it as { check, filter }.`,
    );
  }
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
