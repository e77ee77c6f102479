import {
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Enforcement, Resolver } from './enforcement.js';
import { type Governance, withGovernance } from './governance.js';
import { guardEnumOutput, protectedValuesOf } from './guard-enum-output.js';
import { guardInputs, takesProtectedInputs } from './guard-inputs.js';
import { guardMutation } from './guard-mutation.js';
import { guardRequirement } from './guard-requirement.js';
import { rejectLate } from './reject-late.js';
import { rebuildSchema } from './rebuild-schema.js';
import { isWithheld } from './withheld-defaults.js';

type Field = GraphQLField<unknown, unknown>;

/** A copy of the policy's schema with a guard around every resolver that has something to guard. */
export function enforcingSchema(enforcement: Enforcement, governance: Governance): GraphQLSchema {
  const { policy } = enforcement;
  return rebuildSchema(policy.schema, {
    extensions: withGovernance(policy.schema.extensions, governance),
    field: (type, field, config) =>
      isObjectType(type) ? { ...config, ...guardsFor(enforcement, type, field) } : config,
    inputField: (type, field, config) => {
      if (!isWithheld(policy, type, field)) return config;
      return { ...config, type: getNullableType(config.type), defaultValue: undefined };
    },
  });
}

function guardsFor(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  field: Field,
): Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'> {
  const { schema } = enforcement.policy;
  const guarded: Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'> = {};
  const resolve = field.resolve ?? enforcement.fieldResolver;
  let guard = guardUse(enforcement, type, field, guardOutput(enforcement, field, resolve));
  if (type === schema.getMutationType()) guard = guardMutation(enforcement, guard);
  if (guard !== resolve) guarded.resolve = isNonNullType(field.type) ? rejectLate(guard) : guard;

  if (type === schema.getSubscriptionType()) {
    const subscribe = field.subscribe ?? enforcement.fieldResolver;
    const guardedSubscribe = guardUse(enforcement, type, field, subscribe);
    if (guardedSubscribe !== subscribe) guarded.subscribe = guardedSubscribe;
  }
  return guarded;
}

function guardOutput(enforcement: Enforcement, field: Field, resolve: Resolver): Resolver {
  const values = protectedValuesOf(enforcement.policy, field.type);
  return values ? guardEnumOutput(enforcement, field.type, values, resolve) : resolve;
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
