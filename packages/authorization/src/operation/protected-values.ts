import { getNamedType, type GraphQLEnumType, type GraphQLType, isEnumType } from 'graphql';
import type { Policy } from '../policy/policy.js';
import type { Requirement } from '../policy/requirement.js';

export interface ProtectedValue {
  readonly coordinate: string;
  readonly requirement: Requirement;
}

type ProtectedValues = ReadonlyMap<unknown, ProtectedValue>;

const known = new WeakMap<Policy, Map<GraphQLEnumType, ProtectedValues>>();

/** The protected values of an enum by internal value; undefined if the enum has none. */
export function protectedValuesOf(policy: Policy, type: GraphQLType): ProtectedValues | undefined {
  const named = getNamedType(type);
  if (!isEnumType(named) || !policy.protectedTypes.has(named.name)) return undefined;
  let byType = known.get(policy);
  if (!byType) known.set(policy, (byType = new Map<GraphQLEnumType, ProtectedValues>()));
  let values = byType.get(named);
  if (!values) byType.set(named, (values = readValues(policy, named)));
  return values;
}

function readValues({ requirements }: Policy, type: GraphQLEnumType): ProtectedValues {
  const found = new Map<unknown, ProtectedValue>();
  for (const { name, value } of type.getValues()) {
    const coordinate = `${type.name}.${name}`;
    const requirement = requirements.get(coordinate);
    if (requirement) found.set(value, { coordinate, requirement });
  }
  return found;
}
