import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';
import { type Execution, visibleNodesOf } from './execution.js';
import type { FieldPlan } from './plan-fields.js';

/**
 * Returns the object type that `resolveType` or `isTypeOf` names.
 *
 * @throws GraphQLError if the name is missing or unknown, or names a type that is not a possible type of the abstract type
 */
export function requireRuntimeType(
  execution: Execution,
  name: unknown,
  abstractType: GraphQLAbstractType,
  plan: FieldPlan,
  { parentType }: Pick<GraphQLResolveInfo, 'parentType'>,
): GraphQLObjectType {
  const { schema } = execution;
  const field = `${parentType.name}.${plan.name}`;
  const reject = (reason: string) => {
    throw new GraphQLError(reason, { nodes: visibleNodesOf(execution, plan) });
  };
  if (name === null || name === undefined) {
    const reason = `must resolve to an Object type at runtime for field "${field}"`;
    const remedy = `Either the "${abstractType.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`;
    return reject(`Abstract type "${abstractType.name}" ${reason}. ${remedy}`);
  }
  if (typeof name !== 'string')
    throw new GraphQLError(
      `Abstract type "${abstractType.name}" must resolve to the name of an Object type at runtime for field "${field}".`,
    );
  const type = schema.getType(name);
  if (!type)
    return reject(
      `Abstract type "${abstractType.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
    );
  if (!isObjectType(type))
    return reject(`Abstract type "${abstractType.name}" was resolved to a non-object type "${name}".`);
  if (!schema.isSubType(abstractType, type))
    return reject(`Runtime Object type "${name}" is not a possible type for "${abstractType.name}".`);
  return type;
}
