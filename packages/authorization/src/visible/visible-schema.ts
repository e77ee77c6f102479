import { GraphQLBoolean, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { type LRU, lru } from 'tiny-lru';
import type { Policy } from '../policy/policy.js';
import { readPolicy } from '../policy/read-policy.js';
import { rebuildSchema } from '../schema-copy/rebuild-schema.js';
import { findVisible } from './find-visible.js';
import type { Visibility } from './visibility.js';
import { visibleDefault } from './visible-default.js';

/** The number of role sets per schema whose visible schema is cached. */
const MAX_VIEWS = 64;

const views = new WeakMap<Policy, LRU<GraphQLSchema>>();

/**
 * The part of a schema that a viewer with these roles (null: not signed in) may use, as a valid schema.
 *
 * Fields with an `owner` rule are visible to every signed-in viewer; `maxAge` and `mfa` hide nothing. Directive definitions are
 * kept, applied directives are removed. A viewer who may use nothing gets a `Query` with one placeholder field. Cached
 * by set of roles.
 *
 * @example
 * ```ts
 * printSchema(visibleSchema(schema, ['USER']));
 * ```
 */
export function visibleSchema(schema: GraphQLSchema, roles: readonly string[] | null): GraphQLSchema {
  const policy = readPolicy(schema);
  return schemaVisibleTo(policy, policy.roles.viewerMask(roles));
}

/** `visibleSchema` by role mask. */
export function schemaVisibleTo(policy: Policy, viewerMask: number): GraphQLSchema {
  let kept = views.get(policy);
  if (!kept) views.set(policy, (kept = lru(MAX_VIEWS)));
  let view = kept.get(viewerMask);
  if (!view) kept.set(viewerMask, (view = prune(policy, findVisible(policy, viewerMask))));
  return view;
}

function prune({ schema }: Policy, visible: Visibility): GraphQLSchema {
  const query = schema.getQueryType();
  const pruned = rebuildSchema(schema, {
    dropsOrigins: true,
    keepsType: (type) => visible.has(type.name),
    field: (type, field, config) => (visible.has(`${type.name}.${field.name}`) ? config : undefined),
    argument: (parent, arg, config) => {
      if (!visible.has(`${parent}(${arg.name}:)`)) return undefined;
      return { ...config, defaultValue: visibleDefault(visible, arg) };
    },
    inputField: (type, field, config) => {
      if (!visible.has(`${type.name}.${field.name}`)) return undefined;
      return { ...config, defaultValue: visibleDefault(visible, field) };
    },
    keepsEnumValue: (type, value) => visible.has(`${type.name}.${value.name}`),
    keepsDirective: (directive) => visible.has(`@${directive.name}`),
  });
  if (pruned.getQueryType() || !query) return pruned;
  return new GraphQLSchema({ ...pruned.toConfig(), query: emptyQuery(query.name) });
}

/** A valid schema has a query root, and an object type has a field. */
function emptyQuery(name: string): GraphQLObjectType {
  const description = 'Placeholder: this viewer may not use any field.';
  return new GraphQLObjectType({ name, description, fields: { _: { type: GraphQLBoolean, description } } });
}
