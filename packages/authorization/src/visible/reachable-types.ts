import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import type { FieldedType } from '../schema-copy/schema-elements.js';
import type { Visibility } from './visibility.js';

/** The names of types that are reachable through visible elements, from the root types and from directive arguments. */
export function reachableTypes(schema: GraphQLSchema, visible: Visibility): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending: GraphQLNamedType[] = [];
  const returned = new Set<string>();
  const reach = (type: GraphQLNamedType | null | undefined): void => {
    if (!type || reached.has(type.name) || !visible.has(type.name)) return;
    reached.add(type.name);
    pending.push(type);
  };
  // Implementations are reachable through an interface only where a field returns it.
  const reachOutput = (type: GraphQLNamedType): void => {
    reach(type);
    if (!isInterfaceType(type) || returned.has(type.name) || !visible.has(type.name)) return;
    returned.add(type.name);
    schema.getPossibleTypes(type).forEach(reach);
  };

  for (const type of Object.values(schema.getTypeMap())) if (isSpecifiedScalarType(type)) reach(type);
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].forEach(reach);
  for (const { name, args } of schema.getDirectives()) reachArguments(`@${name}`, args);
  for (const type of drain(pending)) {
    if (isUnionType(type)) type.getTypes().forEach(reach);
    if (isInputObjectType(type)) reachInputFields(type);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    type.getInterfaces().forEach(reach);
    reachFields(type);
  }
  return reached;

  function reachFields(type: FieldedType): void {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      if (!visible.has(coordinate)) continue;
      reachOutput(getNamedType(field.type));
      reachArguments(coordinate, field.args);
    }
  }

  function reachInputFields(type: GraphQLInputObjectType): void {
    for (const field of Object.values(type.getFields())) {
      if (visible.has(`${type.name}.${field.name}`)) reach(getNamedType(field.type));
    }
  }

  function reachArguments(parent: string, args: readonly GraphQLArgument[]): void {
    for (const arg of args) {
      if (visible.has(parent) && visible.has(`${parent}(${arg.name}:)`)) reach(getNamedType(arg.type));
    }
  }
}

function* drain<T>(pending: T[]): Generator<T> {
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) yield next;
}
