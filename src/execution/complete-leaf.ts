import type { GraphQLObjectType } from 'graphql';
import type { FieldPlan, LeafShape } from './plan-fields.js';

/** Serializes the value of a scalar or an enum. */
export function completeLeaf(
  { type, isNonNull }: LeafShape,
  parentType: GraphQLObjectType,
  field: FieldPlan,
  value: unknown,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return completeNull(isNonNull, parentType, field);
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined)
    throw new Error(`Expected \`${type.name}.serialize\` to return a value other than null.`);
  return serialized;
}

/** @throws Error if the value must not be null */
export function completeNull(
  isNonNull: boolean,
  { name: typeName }: GraphQLObjectType,
  field: FieldPlan,
): null {
  if (!isNonNull) return null;
  throw new Error(`Cannot return null for non-nullable field ${typeName}.${field.name}.`);
}
