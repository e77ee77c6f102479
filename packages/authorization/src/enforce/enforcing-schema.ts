import {
  getNullableType,
  type GraphQLFieldConfig,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { protectedValuesOf } from '../operation/protected-values.js';
import { type SchemaExtension, withExtension } from '../policy/schema-extension.js';
import { rebuildSchema } from '../schema-copy/rebuild-schema.js';
import type { Field } from '../schema-copy/schema-elements.js';
import type { Enforcement, Resolver } from './enforcement.js';
import { findFragileTypes, isFragileList } from './fragile-types.js';
import { guardEnumOutput } from './guard-enum-output.js';
import { createFilters } from './guard-filtered.js';
import { fillInputs, guardInputs, takesProtectedInputs } from './guard-inputs.js';
import { guardList } from './guard-list.js';
import { createMutationGuards } from './guard-mutation.js';
import { guardRequirement } from './guard-requirement.js';
import { isWithheld } from './withheld-defaults.js';

/** A copy of the policy's schema, with guards around the resolvers that need one. */
export function enforcingSchema(enforcement: Enforcement, extension: SchemaExtension): GraphQLSchema {
  const { policy } = enforcement;
  const fragile = findFragileTypes(policy);
  const guardMutation = createMutationGuards(enforcement);
  const guards: Guards = { enforcement, fragile, guardMutation, guardFiltered: createFilters(enforcement) };
  return rebuildSchema(policy.schema, {
    extensions: withExtension(policy.schema.extensions, extension),
    field: (type, field, config) =>
      isObjectType(type) ? { ...config, ...guardsFor(guards, type, field) } : config,
    inputField: (_type, field, config) => {
      if (!isWithheld(policy, field)) return config;
      return { ...config, type: getNullableType(config.type), defaultValue: undefined };
    },
  });
}

interface Guards {
  readonly enforcement: Enforcement;
  readonly fragile: ReadonlySet<string>;
  readonly guardMutation: ReturnType<typeof createMutationGuards>;
  readonly guardFiltered: ReturnType<typeof createFilters>;
}

function guardsFor(
  guards: Guards,
  type: GraphQLObjectType,
  field: Field,
): Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'> {
  const { enforcement, guardMutation } = guards;
  const { schema } = enforcement.policy;
  const guarded: Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'> = {};
  const resolve = field.resolve ?? enforcement.fieldResolver;
  const output = guardOutput(guards, type, field, resolve);
  let guard = guardUse(enforcement, type, field, output);
  if (type === schema.getMutationType()) guard = guardMutation(guard, fillInputs(enforcement, field, output));
  if (guard !== resolve) guarded.resolve = guard;

  if (type === schema.getSubscriptionType()) {
    const subscribe = field.subscribe ?? enforcement.fieldResolver;
    const guardedSubscribe = guardUse(enforcement, type, field, subscribe);
    if (guardedSubscribe !== subscribe) guarded.subscribe = guardedSubscribe;
  }
  return guarded;
}

function guardOutput(
  { enforcement, fragile, guardFiltered }: Guards,
  type: GraphQLObjectType,
  field: Field,
  resolve: Resolver,
): Resolver {
  const { policy } = enforcement;
  const values = protectedValuesOf(policy, field.type);
  let guard = values ? guardEnumOutput(enforcement, field.type, values, resolve) : resolve;
  if (policy.filtered.has(`${type.name}.${field.name}`)) guard = guardFiltered(field.type, guard);
  return isFragileList(fragile, field.type) ? guardList(field.type, guard) : guard;
}

function guardUse(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  field: Field,
  resolve: Resolver,
): Resolver {
  const { policy } = enforcement;
  const coordinate = `${type.name}.${field.name}`;
  const requirement = policy.requirements.get(coordinate);
  let guard = resolve;
  if (takesProtectedInputs(policy, type.name, field))
    guard = guardInputs(enforcement, type.name, field, guard);
  if (requirement) guard = guardRequirement(enforcement, type, coordinate, requirement, field.name, guard);
  return guard;
}
